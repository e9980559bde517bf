import { rm } from "node:fs/promises";
import { removeDocker, startDocker, type Docker } from "./docker.ts";
import { label } from "./images/public/archive.ts";
import { removeOwnServers } from "./ownServer.ts";
import { pruneImages, removeImages, removeProjects } from "./projects.ts";
import { registryAddress, startRegistry, stopRegistry, type Registry } from "./registry.ts";

/** What an environment's servers share: Docker and a registry. */
export interface Machine {
  /** Where it keeps what it has. */
  folder: string;
  docker: Docker;
  registry: Registry;
}

/** Starts what is not running; takes a second when all is there. */
export async function startMachine(folder: string): Promise<Machine> {
  const docker = await startDocker(folder);
  return { folder, docker, registry: await startRegistry(folder, docker) };
}

/**
 * Takes a machine away with all that ran on it, whether it was ever started or not.
 *
 * @param images beginnings of the names of images that go as well, next to those of its registry.
 */
export async function removeMachine(folder: string, images: string[] = []): Promise<void> {
  await removeOwnServers(folder);
  // Only a daemon that runs can take its containers and bridges off the machine.
  const docker = await startDocker(folder);
  if (docker.foreign) {
    await removeProjects(docker, folder);
    await removeImages(docker, [`${await registryAddress(folder)}/`, ...images]);
    await pruneImages(docker, label);
  }
  await stopRegistry(folder, docker);
  await removeDocker(folder, docker);
  await rm(folder, { recursive: true, force: true });
}
