import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildKitVersion } from "../../../toolchain/buildkit.ts";

const repository = join(import.meta.dirname, "../../..");

/** A copy of the toolchain without BuildKit, and all that is on its PATH. */
let copy: string;
let path: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "slipway-buildkit-"));
  path = join(copy, "path");
  mkdirSync(path);
  symlinkSync("/bin/chmod", join(path, "chmod"));
  cpSync(join(repository, "toolchain"), join(copy, "toolchain"), { recursive: true });
  cpSync(join(repository, "package.json"), join(copy, "package.json"));
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const versions = () => join(copy, ".toolchain/buildkit");

function script(file: string, ...lines: string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
}

/** BuildKit's programs as far as their versions go. */
function buildKit(folder: string, buildctl: string, buildkitd = buildctl): void {
  for (const [name, version] of Object.entries({ buildctl, buildkitd })) {
    script(join(folder, name), `echo ${name} github.com/moby/buildkit v${version} 0123abc`);
  }
}

/** Go as far as `-o` goes: it writes these programs into the folder. */
function go(...names: string[]): void {
  script(
    join(path, "go"),
    "PATH=/usr/bin:/bin",
    `printf '%s\\n' "$@" >${copy}/go.arguments`,
    'while [ "$1" != -o ]; do shift; done',
    ...names.map(
      (name) =>
        `printf '#!/bin/sh\\necho ${name} github.com/moby/buildkit v${buildKitVersion}\\n' >"$2/${name}"; chmod +x "$2/${name}"`,
    ),
  );
}

const program = `
  const [module, call] = process.argv.slice(1);
  const buildKit = await import(module);
  const answer = await buildKit[call](() => {}).catch((error) => ({ error: error.message }));
  console.log(JSON.stringify(answer ?? {}));
`;

async function ask(call: "installBuildKit" | "findBuildKit"): Promise<Record<string, string>> {
  const module = join(copy, "toolchain/buildkit.ts");
  const args = ["--input-type=module", "--eval", program, "--", module, call];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: path } });
  return JSON.parse(stdout) as Record<string, string>;
}

it("takes the programs on the PATH when both are new enough", async () => {
  buildKit(path, "0.99.0");
  expect(await ask("findBuildKit")).toEqual({ buildctl: "buildctl", buildkitd: "buildkitd" });
  buildKit(path, "0.99.0", "0.34.1");
  expect(await ask("findBuildKit")).toEqual({});
});

it("builds both where none are new enough, of the pinned version, and finds them from then on", async () => {
  buildKit(path, "0.34.1");
  go("buildctl", "buildkitd");
  const folder = join(versions(), buildKitVersion);
  const built = { buildctl: join(folder, "buildctl"), buildkitd: join(folder, "buildkitd") };
  expect(await ask("installBuildKit")).toEqual(built);
  expect(readFileSync(join(copy, "go.arguments"), "utf8").split("\n")).toEqual(
    expect.arrayContaining([
      join(copy, "toolchain/buildkit"),
      `-s -w -X github.com/moby/buildkit/version.Version=v${buildKitVersion}`,
      "github.com/moby/buildkit/cmd/buildctl",
      "github.com/moby/buildkit/cmd/buildkitd",
    ]),
  );
  rmSync(join(path, "go"));
  expect(await ask("installBuildKit")).toEqual(built);
  expect(await ask("findBuildKit")).toEqual(built);
});

it("puts nothing in place that is not whole, and says what to install", async () => {
  go("buildctl");
  const { error } = await ask("installBuildKit");
  expect(error).toContain(`BuildKit ${buildKitVersion} could not be built: `);
  expect(error).toContain("install Go 1.26 or newer");
  expect(readdirSync(versions())).toEqual([]);
});

it("says that there is no Go where there is none", async () => {
  expect((await ask("installBuildKit")).error).toContain("`go` is not on the PATH");
});

it("pins the version that its go.mod does", () => {
  const pinned = readFileSync(join(repository, "toolchain/buildkit/go.mod"), "utf8");
  expect(pinned).toContain(`github.com/moby/buildkit v${buildKitVersion}`);
});
