import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeDocker, startDocker } from "../../sandbox/docker.ts";
import { stopRegistry } from "../../sandbox/registry.ts";

/** One folder for the machine of a run; the first test file that needs it starts Docker there. */
export async function setup(): Promise<void> {
  process.env.SLIPWAY_TEST_MACHINE = await mkdtemp(join(tmpdir(), "slipway-machine-"));
}

export async function teardown(): Promise<void> {
  const folder = process.env.SLIPWAY_TEST_MACHINE!;
  const docker = await startDocker(folder);
  await stopRegistry(folder, docker);
  await removeDocker(folder, docker);
  await rm(folder, { recursive: true, force: true });
}
