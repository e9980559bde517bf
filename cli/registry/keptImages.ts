import { inParallel } from "../servers/parallel.ts";
import { RegistryError, type Connection } from "./connection.ts";
import { nameOf, readManifest, resolveTag, writeManifest } from "./manifests.ts";
import { keptTag } from "./recordNames.ts";

/**
 * How many of the images that an environment has served last keep a tag that no clean-up takes: as many
 * as the releases that a server keeps.
 */
export const keptImages = 10;

const slots = Array.from({ length: keptImages }, (_, index) => index + 1);

/** How many of them are asked for at a time. */
const atOnce = 5;

/** The digests of the images that an environment has served last, the newest first. */
export async function keptDigests(
  connection: Connection,
  repository: string,
  environment: string,
): Promise<string[]> {
  const found = new Map<number, string>();
  await inParallel(slots, atOnce, async (slot) => {
    const digest = await resolveTag(connection, repository, keptTag(environment, slot));
    if (digest) found.set(slot, digest);
  });
  return slots.flatMap((slot) => found.get(slot) ?? []);
}

/**
 * Gives an image that an environment serves the first of its tags, and those that it served before the
 * next ones. The last is written first, so that one that ends half-way loses none.
 */
export async function keepImage(
  connection: Connection,
  repository: string,
  environment: string,
  digest: string,
): Promise<void> {
  const before = await keptDigests(connection, repository, environment);
  const wanted = newestFirst(before, digest);
  for (const slot of slots.toReversed()) {
    const next = wanted[slot - 1];
    if (next === undefined || next === before[slot - 1]) continue;
    const manifest = await readManifest(connection, repository, next);
    if (manifest) await writeManifest(connection, repository, keptTag(environment, slot), manifest);
  }
}

/**
 * Gives an image that was deployed by hand a tag of its own, one for each environment. It is not among
 * those that the environment has served: what comes after it goes by them, and nobody has recorded this.
 */
export async function keepDeployedByHand(
  connection: Connection,
  repository: string,
  environment: string,
  digest: string,
): Promise<void> {
  const tag = keptTag(environment, "by-hand");
  if ((await keptDigests(connection, repository, environment)).includes(digest)) return;
  if ((await resolveTag(connection, repository, tag)) === digest) return;
  const manifest = await readManifest(connection, repository, digest);
  if (!manifest) throw new RegistryError(`${nameOf(connection, repository, digest)} is not there`);
  await writeManifest(connection, repository, tag, manifest);
}

/** What is kept once an image serves, the newest first. */
export function newestFirst(before: readonly string[], digest: string): string[] {
  return [digest, ...before.filter((other) => other !== digest)].slice(0, keptImages);
}
