import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labelsIn } from "../../../cli/registry/labels.ts";
import { readManifest } from "../../../cli/registry/manifests.ts";
import { startBuildJob, type BuildJob } from "../../support/buildJob.ts";

/** `slipway build` with a real BuildKit, as an ordinary user's job runs it. */

let job: BuildJob;

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
  job = await startBuildJob();
});
afterAll(() => job.close());

const build = (step: string, source: string) =>
  job.build({ Dockerfile: dockerfile(step), "src/a": source });

const step = "echo made it; echo made > /made";
/** What the step says when it runs, behind its number and the time. */
const ran = /^#\d+ \d+\.\d+ made it$/m;

describe("slipway build", () => {
  it("builds without root, pushes to incoming, and labels what it has made", async () => {
    const { registry, written } = job;
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
    const { digest } = job.written();
    const said = await build(step, "2\n");
    expect(said).toContain("[base 2/2] RUN");
    expect(said).not.toMatch(ran);
    expect(job.written().digest).not.toBe(digest);
  });

  it("tells which step has failed, and leaves nothing of its daemon behind", async () => {
    const failure = await build("echo oh no; exit 3", "1\n").catch((error: Error) => error.message);
    expect(failure).toMatch(/The build failed at \[base 2\/2\] RUN .*exit code: 3\. What it said/);
    expect(failure).toContain("oh no");
    expect(daemons()).toEqual([]);
  });

  it("fails where a step ends the daemon, and hands on no image; its environment has no token", async () => {
    const { digest } = job.written();
    // As root of its own user's namespace it may: the daemon is its job's alone.
    const kill = "echo KILLS; kill -9 $(pidof buildkitd) || kill -9 1; sleep 60";
    const failure = await build(kill, "1\n").catch((error: Error) => error.message);
    expect(failure).toContain("KILLS");
    expect(failure).toMatch(/The build failed/);
    expect(job.written().digest).toBe(digest);
    expect(daemons()).toEqual([]);

    const look =
      "for p in /proc/[0-9]*; do echo SEES $(tr '\\\\0' ' ' < $p/cmdline); tr '\\\\0' '\\\\n' < $p/environ; done; " +
      "find / -xdev -name config.json";
    const said = await build(look, "1\n");
    expect(said).toMatch(/SEES .*buildkitd/);
    expect(said).not.toContain(job.registry.variables.CI_REGISTRY_PASSWORD);
  });
});

/** The ids of daemons of this test's. */
function daemons(): string[] {
  return readdirSync("/proc").filter((id) => /^\d+$/.test(id) && isDaemon(id));
}

function isDaemon(id: string): boolean {
  try {
    const command = readFileSync(`/proc/${id}/cmdline`, "utf8");
    const environment = readFileSync(`/proc/${id}/environ`, "utf8");
    return command.includes("buildkitd") && environment.includes(job.builder.home);
  } catch {
    return false;
  }
}
