import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Docker, dockerEnvironment } from "../docker.ts";
import type { Registry } from "../registry.ts";
import { archive } from "./public/archive.ts";
import type { PublicImage } from "./public/image.ts";
import { node } from "./public/node.ts";
import { postgres } from "./public/postgres.ts";
import { makeRoot } from "./public/root.ts";
import { withCredentials } from "./credentials.ts";
import { upload } from "./upload.ts";

const run = promisify(execFile);

/** What is made here outlives a sandbox. */
const cache = join(import.meta.dirname, "../../.toolchain/images");

/** What the sandbox's registry has of Docker Hub. */
const images = { node, postgres };

/** Their names on Docker Hub. */
export const publicNames = Object.values(images).map(({ name }) => name);

/** Where the registry has them: `library/node`. */
export const publicRepositories = publicNames.map((name) => repositoryOf(name));

/** How the sandbox's registry calls an image of Docker Hub's: by the repository that it has there. */
export function mirrored(registry: Pick<Registry, "address">, name: string): string {
  return `${registry.address}/library/${name}`;
}

/**
 * Puts into the registry what a team would pull from Docker Hub: on Debian made of Debian's and npm's
 * packages, once per machine, elsewhere Docker Hub's own.
 */
export async function providePublicImages(docker: Docker, registry: Registry): Promise<void> {
  for (const image of Object.values(images)) {
    if (!existsSync("/etc/debian_version")) {
      await copy(docker, registry, image.name);
      continue;
    }
    const [, tag = ""] = image.name.split(":");
    await upload(registry, await make(image), repositoryOf(image.name), tag);
  }
}

function repositoryOf(name: string): string {
  return `library/${name.split(":")[0]}`;
}

/** @returns the folder of the image, from the cache if it was made before of the same parts. */
async function make(image: PublicImage): Promise<string> {
  const [name = ""] = image.name.split(":");
  const made = join(cache, `${name}-${partsOf(image)}`);
  if (existsSync(made)) return made;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, ".partial-"));
  try {
    await archive(image, await makeRoot(image, work), join(work, "image"));
    const older = readdirSync(cache).filter((entry) => entry.startsWith(`${name}-`));
    // Another process may have been quicker; what it made is as good.
    await rename(join(work, "image"), made).catch((error: unknown) => {
      if (!existsSync(made)) throw error;
    });
    for (const entry of older) await rm(join(cache, entry), { recursive: true, force: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return made;
}

/** A hash of all that goes into an image but for Debian's packages, of which the newest will do. */
function partsOf(image: PublicImage): string {
  const hash = createHash("sha256").update(JSON.stringify([image, process.arch]));
  const code = join(import.meta.dirname, "public");
  const files = readdirSync(code)
    .sort()
    .map((name) => join(code, name));
  for (const file of [...files, ...image.parts]) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

async function copy(docker: Docker, registry: Registry, name: string): Promise<void> {
  const target = mirrored(registry, name);
  await withCredentials(docker, registry, async (authorized) => {
    await run("docker", ["pull", "--quiet", name], { env: dockerEnvironment(docker) });
    await run("docker", ["tag", name, target], { env: dockerEnvironment(docker) });
    await run("docker", ["push", "--quiet", target], { env: dockerEnvironment(authorized) });
  });
}
