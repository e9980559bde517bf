import { startDocker, type Docker } from "./docker.ts";
import { buildImages, type Images } from "./images.ts";
import { startRegistry, type Registry } from "./registry.ts";

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
