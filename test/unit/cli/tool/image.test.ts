import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ignorePatterns } from "../../../../cli/ignore/ignoreFile.ts";
import { droppedBy } from "../../../../cli/ignore/matcher.ts";

/** The tool image's files: what the Dockerfile copies, laid down without a builder. */

const repository = join(import.meta.dirname, "../../../..");
const dockerfile = readFileSync(join(repository, "Dockerfile"), "utf8");
let image: string;

beforeAll(() => {
  image = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const tracked = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: repository, encoding: "utf8" },
  );
  const { isDropped } = droppedBy(
    ignorePatterns(readFileSync(join(repository, ".dockerignore"), "utf8")),
  );
  for (const path of tracked.split("\0").filter((path) => path !== "" && !isDropped(path))) {
    if (existsSync(join(repository, path))) cpSync(join(repository, path), join(image, path));
  }
  // As `npm ci --omit=dev` leaves them.
  const { packages } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; link?: boolean; resolved?: string }>;
  };
  for (const [path, { dev, link, resolved }] of Object.entries(packages)) {
    if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) || dev) continue;
    mkdirSync(dirname(join(image, path)), { recursive: true });
    symlinkSync(link ? join(image, resolved!) : join(repository, path), join(image, path));
  }
});
afterAll(() => rmSync(image, { recursive: true }));

describe("the tool image", () => {
  it("is made of files that are there", () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(
      ([, paths = ""]) => paths.split(" "),
    );
    expect(sources).toContain(".");
    for (const source of sources) expect(existsSync(join(image, source)), source).toBe(true);
  });

  it("holds nothing of a team's, and nothing that only tests and the sandbox need", () => {
    for (const path of [
      "Pulumi.platform.yaml",
      "compose",
      "sandbox",
      "test",
      "examples",
      ".git",
      ".sandbox",
    ]) {
      expect(existsSync(join(image, path)), path).toBe(false);
    }
  });

  it("has all that the command imports", () => {
    const script = `
      import { globSync } from "node:fs";
      const files = globSync("{cli,index.ts}/**/*.ts").filter((file) => file !== "cli/main.ts");
      for (const file of [...files, "index.ts"]) await import("./" + file);
      console.log(files.length);`;
    const run = () =>
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
        cwd: image,
        encoding: "utf8",
      });
    expect(Number(run())).toBeGreaterThan(100);
  }, 60_000);

  it("runs it", () => {
    const help = execFileSync(process.execPath, [join(image, "cli/slipway.mjs"), "--help"], {
      encoding: "utf8",
    });
    expect(help).toContain("What a pipeline's jobs run:");
  });

  it("has all that jobs run compiled, for who may read it and not write it", () => {
    const node = (...args: string[]) =>
      spawnSync(process.execPath, args, {
        cwd: tmpdir(),
        encoding: "utf8",
        env: { ...process.env, NODE_DEBUG_NATIVE: "COMPILE_CACHE" },
      });
    const folder = node(join(image, "cli/compile.mjs")).stdout.trim().split("\n").at(-1)!;
    expect(relative(image, folder)).toBe("node_modules/.cache/compiled");
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true });
    for (const entry of kept) {
      const { mode } = statSync(join(entry.parentPath, entry.name));
      expect(mode & 0o777).toBe(entry.isDirectory() ? 0o755 : 0o644);
    }
    const verbs = [
      ["inputs", "--commands", "c0"],
      ...[["build"], ["release", "shop"], ["record", "uat", "shop"], ["notify", "uat", "shop"]],
      ["deploy", "uat", "shop", "--release", "none"],
    ];
    // Read where it lies then, wherever it was written.
    const elsewhere = `${image}-elsewhere`;
    renameSync(image, elsewhere);
    image = elsewhere;
    for (const verb of verbs) {
      const { stdout, stderr } = node(join(image, "cli/slipway.mjs"), ...verb);
      const read = (stdout + stderr).split("\n").filter((line) => line.includes("] reading cache"));
      const ours = read.filter((line) => line.includes(`StrippedTypeScript file://${image}/`));
      expect(ours.length, verb.join(" ")).toBeGreaterThan(50);
      for (const line of ours) expect(line).toContain("success");
    }
  }, 60_000);

  it("leaves the shell of a job as it is, and is nobody's root", () => {
    const stage = dockerfile.slice(dockerfile.indexOf(" AS base\n"));
    expect(stage).toMatch(/^ENTRYPOINT \[\]$/m);
    expect([...stage.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual(["node"]);
  });

  it("has BuildKit in the version that the sandbox has", async () => {
    const { buildKitVersion } = await import("../../../../toolchain/buildkit.ts");
    expect(dockerfile).toContain(`BUILDKIT_IMAGE=moby/buildkit:v${buildKitVersion}-rootless\n`);
  });
});
