import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { compiled } from "../../../sandbox/compiled.ts";
import { engineVersion } from "../../../toolchain/engine.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "../cli/support/stackFiles.ts";

const repository = join(import.meta.dirname, "../../..");

/** A copy of Slipway without an engine, and all that is on its PATH. */
let copy: string;
let path: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "slipway-engine-"));
  path = join(copy, "path");
  mkdirSync(path);
  symlinkSync("/bin/sh", join(path, "sh"));
  const rooms = ["cli", "settings", "gitlab", "pipeline", "review", "host", "components"];
  for (const part of ["toolchain", "index.ts", ...rooms]) {
    cpSync(join(repository, part), join(copy, part), { recursive: true });
  }
  cpSync(join(repository, "package.json"), join(copy, "package.json"));
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

const versions = () => join(copy, ".toolchain/pulumi");
const installed = () => join(versions(), engineVersion, "bin/pulumi");

function script(file: string, lines: string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, ["#!/bin/sh", "PATH=/usr/bin:/bin", ...lines, ""].join("\n"), {
    mode: 0o755,
  });
}

/** Pulumi's CLI as far as its version goes. */
function pulumi(file: string, version: string): void {
  script(file, [`echo v${version}`]);
}

/** Go as far as `-o` goes: what it builds tells a version. `then` runs after that. */
function go(version: string, then = ""): void {
  script(join(path, "go"), [
    `printf '%s\\n' "$@" >${copy}/go.arguments`,
    'while [ "$1" != -o ]; do shift; done',
    'mkdir -p "$(dirname "$2")"',
    `printf '#!/bin/sh\\necho v${version}\\n' >"$2"`,
    'chmod +x "$2"',
    then,
  ]);
}

interface Answer {
  command?: string;
  version?: string;
  error?: string;
  name?: string;
  progress: string[];
}

const program = `
  const [module, call, installer] = process.argv.slice(1);
  globalThis.fetch = async (address) => {
    if (installer === "") throw new TypeError("fetch failed");
    return new Response(installer);
  };
  const engine = await import(module);
  const progress = [];
  const answer = await engine[call]((line) => progress.push(line)).then(
    (found) => found && { command: found.command, version: String(found.version) },
    (error) => ({ error: error.message, name: error.constructor.name }),
  );
  console.log(JSON.stringify({ ...answer, progress }));
`;

/** Calls the copy's engine.ts; the official address answers with this script, or not at all. */
function start(call: "installEngine" | "findEngine", installer = "") {
  const args = ["--input-type=module", "--eval", program, "--"];
  return spawn(process.execPath, [...args, join(copy, "toolchain/engine.ts"), call, installer], {
    detached: true,
    env: { PATH: path, HOME: copy, ...compiled },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function ask(call: "installEngine" | "findEngine", installer?: string): Promise<Answer> {
  const child = start(call, installer);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise((resolve) => child.once("close", resolve));
  return JSON.parse(output) as Answer;
}

describe("findEngine", () => {
  it("takes the one on the PATH when it is new enough, even where one was installed", async () => {
    pulumi(join(path, "pulumi"), "3.999.0");
    pulumi(installed(), engineVersion);
    expect(await ask("findEngine")).toMatchObject({ command: "pulumi", version: "3.999.0" });
  });

  it("takes the installed one when that on the PATH is too old, or there is none", async () => {
    pulumi(installed(), engineVersion);
    const wanted = { command: installed(), version: engineVersion };
    expect(await ask("findEngine")).toMatchObject(wanted);
    pulumi(join(path, "pulumi"), "3.229.0");
    expect(await ask("findEngine")).toMatchObject(wanted);
  });

  it("finds none, and installs none, where all are too old", async () => {
    pulumi(join(path, "pulumi"), "3.229.0");
    go(engineVersion);
    expect(await ask("findEngine")).toEqual({ progress: [] });
    expect(existsSync(versions())).toBe(false);
  });
});

describe("installEngine", () => {
  it("installs nothing where there is one", async () => {
    pulumi(join(path, "pulumi"), engineVersion);
    expect(await ask("installEngine")).toMatchObject({ command: "pulumi", progress: [] });
    expect(existsSync(versions())).toBe(false);
  });

  it("runs the official installer where it can be reached", async () => {
    const installer = [
      'while [ "$1" != --install-root ]; do shift; done',
      '/bin/mkdir -p "$2/bin"',
      `printf '#!/bin/sh\\necho v%s\\n' "$4" >"$2/bin/pulumi"`,
      '/bin/chmod +x "$2/bin/pulumi"',
    ].join("\n");
    const answer = await ask("installEngine", installer);
    expect(answer).toMatchObject({ command: installed(), version: engineVersion });
    expect(answer.progress.at(-1)).toContain("from the official installer");
  });

  it("else builds the pinned module, and finds it the next time", async () => {
    go(engineVersion);
    const answer = await ask("installEngine");
    expect(answer).toMatchObject({ command: installed(), version: engineVersion });
    const given = readFileSync(join(copy, "go.arguments"), "utf8").split("\n");
    expect(given.slice(0, 3)).toEqual(["build", "-C", join(copy, "toolchain")]);
    expect(given.join(" ")).toContain(`Version=v${engineVersion} `);
    expect(await ask("installEngine")).toMatchObject({ command: installed(), progress: [] });
    expect(readdirSync(versions())).toEqual([engineVersion]);
  });

  it("replaces what is in its place and does not work", async () => {
    script(installed(), ["exit 1"]);
    go(engineVersion);
    expect(await ask("installEngine")).toMatchObject({ version: engineVersion });
  });

  it("does not put in place what tells another version", async () => {
    go("3.229.0");
    const answer = await ask("installEngine");
    expect(answer.name).toBe("EngineError");
    expect(answer.error).toContain("from its Go module: ");
    expect(readdirSync(versions())).toEqual([]);
  });

  it("does not put in place what a build has left that failed, and passes on why", async () => {
    go(engineVersion, "echo verifying module: checksum mismatch >&2; exit 1");
    const { error } = await ask("installEngine");
    expect(error).toContain("from its Go module: verifying module: checksum mismatch");
    expect(readdirSync(versions())).toEqual([]);
  });

  it("leaves nothing that could be used when it is killed, and works the next time", async () => {
    go(engineVersion, `touch ${copy}/built; exec sleep 60`);
    const child = start("installEngine");
    await vi.waitFor(() => expect(existsSync(join(copy, "built"))).toBe(true), 10_000);
    // The whole group: a build that goes on alone would be one more test's.
    process.kill(-child.pid!, "SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    expect(await ask("findEngine")).toEqual({ progress: [] });
    go(engineVersion);
    expect(await ask("installEngine")).toMatchObject({ command: installed() });
  });

  it("says what it tried and what to install, when none can be had", async () => {
    const answer = await ask("installEngine");
    expect(answer.name).toBe("EngineError");
    expect(answer.error).toContain("https://get.pulumi.com/install.sh cannot be reached");
    expect(answer.error).toContain("`go` is not on the PATH");
    expect(answer.error).toContain("Install it yourself");
    expect(readdirSync(versions())).toEqual([]);
  });
});

it("a command that needs an engine and gets none says so, and no more", async () => {
  const folder = writeStackFiles({ keys: await makeTestKeys() });
  onTestFinished(() => removeFolder(folder));
  const unreachable = "globalThis.fetch = async () => { throw new TypeError('fetch failed') }";
  const command = join(copy, "cli/slipway.mjs");
  const child = spawn(process.execPath, [command, "up", "platform", "--yes"], {
    cwd: folder,
    env: {
      PATH: path,
      HOME: copy,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(unreachable)}`,
    },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(said).toContain(`slipway: Pulumi ${engineVersion} could not be installed`);
  expect(said).not.toContain("should not have happened");
  expect(code).toBe(1);
});
