import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildFile } from "../../../cli/loop/jobFiles.ts";
import { labelsIn } from "../../../cli/registry/labels.ts";
import { readManifest } from "../../../cli/registry/manifests.ts";
import { makeBuilder, type Builder } from "../../support/buildkit.ts";
import { startTestRegistry, type TestRegistry } from "../../unit/cli/support/registry.ts";

/** `slipway build` with a real BuildKit, as an ordinary user's job runs it. */

let registry: TestRegistry;
let builder: Builder;
let checkout: string;

const slipway = join(import.meta.dirname, "..", "..", "..", "cli", "slipway.mjs");
const dockerfile = (step: string) =>
  [
    "FROM scratch AS base",
    "COPY busybox /bin/busybox",
    `RUN ["/bin/busybox", "sh", "-c", "${step}"]`,
    "FROM base",
    "COPY src /src",
    "ARG VERSION",
    "ENV VERSION=${VERSION}",
    "",
  ].join("\n");

beforeAll(async () => {
  [registry, builder] = await Promise.all([startTestRegistry(), makeBuilder()]);
  checkout = join(builder.home, "shop");
  mkdirSync(join(checkout, "src"), { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  const busybox = execFileSync("which", ["busybox"], { encoding: "utf8" }).trim();
  copyFileSync(busybox, join(checkout, "busybox"));
  chmodSync(join(checkout, "busybox"), 0o755);
  writeFileSync(join(checkout, "src", "a"), "1\n");
});
afterAll(async () => {
  await builder.remove();
  await registry.stop();
});

function git(...args: string[]): void {
  const who = { NAME: "Test", EMAIL: "test@example.com" };
  const names = Object.entries(who).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value] as const),
  );
  const safe = ["-c", "safe.directory=*"];
  execFileSync("git", [...safe, ...args], {
    cwd: checkout,
    env: { PATH: process.env.PATH, HOME: builder.home, ...Object.fromEntries(names) },
  });
}

/** Commits a Dockerfile, and takes the change through `inputs` and `build`. @returns what was said. */
async function build(step: string, source: string): Promise<string> {
  writeFileSync(join(checkout, "Dockerfile"), dockerfile(step));
  writeFileSync(join(checkout, "src", "a"), source);
  git("add", "--", "Dockerfile", "busybox", "src");
  git("commit", "--quiet", "--message", "a change");
  // A job's password is in its environment, and in no argument.
  const variables = { ...registry.variables, PATH: `${builder.home}:${process.env.PATH}` };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
  writeFileSync(join(builder.home, "job"), lines.join(""), { mode: 0o600 });
  await builder.own(builder.home);
  const script = `. ${builder.home}/job; cd ${checkout}
    '${process.execPath}' '${slipway}' inputs --commands c0 --commit-argument VERSION
    exec '${process.execPath}' '${slipway}' build`;
  return builder.run("sh", ["-ec", script]);
}
const written = () =>
  JSON.parse(readFileSync(join(checkout, ".slipway", "build.json"), "utf8")) as BuildFile;

const step = "echo made it; echo made > /made";
/** What the step says when it runs, behind its number and the time. */
const ran = /^#\d+ \d+\.\d+ made it$/m;

describe("slipway build", () => {
  it("builds without root, pushes to incoming, and labels what it has made", async () => {
    const said = await build(step, "1\n");
    expect(said).toMatch(ran);
    const { digest } = written();
    const manifest = await readManifest(registry.connection, "acme/shop/incoming", digest);
    expect(await labelsIn(registry.connection, "acme/shop/incoming", manifest!)).toMatchObject({
      "dev.slipway.inputs": written().inputs,
      "org.opencontainers.image.version": expect.stringMatching(/^[0-9a-f]{8}$/) as string,
    });
    expect(said).not.toContain(registry.variables.CI_REGISTRY_PASSWORD);
  });

  it("takes the layers that are the same from the registry, on a daemon that is new", async () => {
    const { digest } = written();
    const said = await build(step, "2\n");
    expect(said).toContain("[base 2/2] RUN");
    expect(said).not.toMatch(ran);
    expect(written().digest).not.toBe(digest);
  });

  it("tells which step has failed, and leaves nothing of its daemon behind", async () => {
    const failure = await build("echo oh no; exit 3", "1\n").catch((error: Error) => error.message);
    expect(failure).toMatch(/The build failed at \[base 2\/2\] RUN .*exit code: 3\. What it said/);
    expect(failure).toContain("oh no");
    const left = readdirSync("/proc").filter((id) => /^\d+$/.test(id) && commandOf(id));
    expect(left).toEqual([]);
  });
});

/** Whether a process is a daemon of this test's. */
function commandOf(id: string): boolean {
  try {
    const command = readFileSync(`/proc/${id}/cmdline`, "utf8");
    const environment = readFileSync(`/proc/${id}/environ`, "utf8");
    return command.includes("buildkitd") && environment.includes(builder.home);
  } catch {
    return false;
  }
}
