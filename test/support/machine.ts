import { rm } from "node:fs/promises";
import { removeDocker, startDocker } from "../../sandbox/docker.ts";
import { stopRegistry } from "../../sandbox/registry.ts";

/** Takes a machine away with all that ran on it, whether it was ever started or not. */
export async function removeMachine(folder: string): Promise<void> {
  const docker = await startDocker(folder);
  await stopRegistry(folder, docker);
  await removeDocker(folder, docker);
  await rm(folder, { recursive: true, force: true });
}
