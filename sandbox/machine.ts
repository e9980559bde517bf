import { rm } from "node:fs/promises";
import { removeDocker, startDocker, type Docker } from "./docker.ts";
import { baseRepository, buildImages, type Images } from "./images.ts";
import { removeImages, removeProjects } from "./projects.ts";
import { registryAddress, startRegistry, stopRegistry, type Registry } from "./registry.ts";

/** What an environment's servers share: Docker, a registry, and the example's images in it. */
export interface Machine {
  docker: Docker;
  registry: Registry;
  images: Images;
}

/** Starts what is not running and builds what is missing; takes a second when all is there. */
export async function startMachine(folder: string): Promise<Machine> {
  const docker = await startDocker(folder);
  const registry = await startRegistry(folder, docker);
  return { docker, registry, images: await buildImages(docker, registry) };
}

/** Takes a machine away with all that ran on it, whether it was ever started or not. */
export async function removeMachine(folder: string): Promise<void> {
  // Only a daemon that runs can take its containers and bridges off the machine.
  const docker = await startDocker(folder);
  if (docker.foreign) {
    await removeProjects(docker, folder);
    await removeImages(docker, [`${await registryAddress(folder)}/`, `${baseRepository} `]);
  }
  await stopRegistry(folder, docker);
  await removeDocker(folder, docker);
  await rm(folder, { recursive: true, force: true });
}
