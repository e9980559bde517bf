import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildFile } from "../../../cli/loop/jobFiles.ts";
import { copyImage } from "../../../cli/registry/copyImage.ts";
import { labelsIn } from "../../../cli/registry/labels.ts";
import { readManifest, writeManifest } from "../../../cli/registry/manifests.ts";
import { startDocker, type Docker } from "../../../sandbox/docker.ts";
import { buildxConfiguration } from "../../support/buildx.ts";
import { docker } from "../../support/docker.ts";
import { dockerInDocker, type DockerInDocker } from "../../support/dockerInDocker.ts";
import { machineFolder } from "../../support/machine.ts";
import { Checkout } from "../../unit/cli/support/checkout.ts";
import { run, start, type Finished } from "../../unit/cli/support/command.ts";
import { startTestRegistry, type TestRegistry } from "../../unit/cli/support/registry.ts";

/** `slipway build` with `docker buildx`: the runner's own daemon, and one beside the job. */

const incoming = "acme/shop/incoming";
const dockerfile = [
  "FROM scratch AS base",
  "COPY busybox /bin/busybox",
  "FROM base",
  "COPY src /src",
  "ARG VERSION",
  "ENV VERSION=${VERSION}",
  "",
].join("\n");

let registry: TestRegistry;
let checkout: Checkout;
let machine: Docker;
/** What a job has in its environment. */
let job: Record<string, string>;

beforeAll(async () => {
  [registry, machine] = await Promise.all([startTestRegistry(), startDocker(machineFolder())]);
  checkout = new Checkout({ Dockerfile: dockerfile, "src/a": "1\n" });
  const busybox = execFileSync("which", ["busybox"], { encoding: "utf8" }).trim();
  copyFileSync(busybox, join(checkout.folder, "busybox"));
  chmodSync(join(checkout.folder, "busybox"), 0o755);
  checkout.git("add", "busybox");
  job = {
    ...registry.variables,
    DOCKER_CONFIG: buildxConfiguration(),
    CI_COMMIT_REF_SLUG: "develop",
    CI_COMMIT_REF_PROTECTED: "true",
  };
});
afterAll(async () => {
  checkout.remove();
  await registry.stop();
});

/** Commits a change, and finds what is to be built of it. */
async function change(builder: string, source: string): Promise<void> {
  checkout.commit({ "src/a": source });
  const args = ["inputs", "--commands", "c0", "--commit-argument", "VERSION", "--builder", builder];
  expect(await run(args, { cwd: checkout.folder, env: job })).toMatchObject({ code: 0 });
}

async function build(variables: Record<string, string>): Promise<Finished> {
  return run(["build"], { cwd: checkout.folder, env: { ...job, ...variables } });
}

const written = () =>
  JSON.parse(readFileSync(join(checkout.folder, ".slipway/build.json"), "utf8")) as BuildFile;

describe("the runner's own Docker", () => {
  it("builds what git has, and pushes it to incoming with the job's token", async () => {
    await change("docker", "1\n");
    writeFileSync(join(checkout.folder, "src/a"), "not committed\n");
    const { code, stderr } = await build({ DOCKER_HOST: machine.host });
    expect([code, stderr]).toEqual([0, expect.stringContaining("Built: ")]);
    const { digest, inputs } = written();
    const manifest = await readManifest(registry.connection, incoming, digest);
    expect(await labelsIn(registry.connection, incoming, manifest!)).toMatchObject({
      "dev.slipway.inputs": inputs,
      "org.opencontainers.image.revision": checkout.git("rev-parse", "HEAD"),
      "org.opencontainers.image.version": expect.stringMatching(/^[0-9a-f]{8}$/) as string,
    });
    expect(stderr).not.toContain(registry.variables.CI_REGISTRY_PASSWORD);

    const image = `${registry.address}/${incoming}:inputs-${inputs.slice(0, 40)}`;
    const id = (await docker(machine, "create", image, "true")).trim();
    // An archive of the one file.
    expect(await docker(machine, "cp", `${id}:/src/a`, "-")).toContain("\0" + "1\n\0");
    await docker(machine, "rm", id);
    await docker(machine, "rmi", image);
  });

  it("is told of when it does not answer", async () => {
    const { code, stderr } = await build({ DOCKER_HOST: "tcp://127.0.0.1:9" });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /No Docker daemon answers at tcp:\/\/127\.0\.0\.1:9: Cannot connect .* A runner whose jobs are containers needs/,
    );
  });
});

describe.skipIf(process.getuid?.() !== 0)("a Docker daemon beside the job", () => {
  let beside: DockerInDocker;
  beforeAll(async () => {
    beside = await dockerInDocker();
  });
  afterAll(() => beside.remove());

  it("is waited for, asked over TLS, and takes the release's layers from the registry", async () => {
    const { digest } = written();
    await copyImage(registry.connection, digest, incoming, "acme/shop/release");
    const manifest = await readManifest(registry.connection, "acme/shop/release", digest);
    await writeManifest(registry.connection, "acme/shop/release", "develop", manifest!);

    await change("docker-in-docker", "2\n");
    const env = { ...job, ...beside.variables };
    const { output, finished } = start(["build"], { cwd: checkout.folder, env });
    await expect.poll(() => output.stderr, { timeout: 30_000 }).toContain("Waiting for the Docker");
    await beside.start();
    const { code, stderr } = await finished;
    expect([code, stderr]).toEqual([0, expect.stringContaining("Built: ")]);
    expect(stderr).toMatch(
      /#\d+ \[base 1\/1\] COPY busybox \/bin\/busybox\n(#\d+ pulling .*\n)*#\d+ CACHED/,
    );
    expect(written().digest).not.toBe(digest);
    expect(await readManifest(registry.connection, incoming, written().digest)).toBeDefined();
  });
});
