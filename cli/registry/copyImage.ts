import { inParallel } from "../servers/parallel.ts";
import { isObject } from "../terminal/isObject.ts";
import { copyBlob } from "./blobs.ts";
import { RegistryError, type Connection } from "./connection.ts";
import { descriptorIn, nameOf, readManifest, writeManifest, type Manifest } from "./manifests.ts";
import { indexTypes } from "./mediaTypes.ts";

/** How many blobs move at a time. */
const atOnce = 4;

/** An index in an index is allowed, and one that never ends is not. */
const deepest = 3;

/**
 * Copies an image from one repository of a registry to another: its blobs, then its manifest, of an
 * index with all that it lists, so that nothing is ever named that isn't there. The bytes, and so the
 * digest, stay what they are.
 *
 * @returns undefined when there is no such image
 */
export async function copyImage(
  connection: Connection,
  digest: string,
  from: string,
  to: string,
  depth = 0,
): Promise<Manifest | undefined> {
  const manifest = await readManifest(connection, from, digest);
  if (!manifest) return undefined;
  const name = nameOf(connection, from, digest);
  if (indexTypes.includes(manifest.mediaType)) {
    if (depth >= deepest) throw new RegistryError(`${name} is an index of indexes, too deep`);
    for (const entry of listIn(manifest.content.manifests)) {
      const child = descriptorIn(entry, name);
      if (await copyImage(connection, child.digest, from, to, depth + 1)) continue;
      throw new RegistryError(`${name} lists ${child.digest}, which is not there`);
    }
  } else {
    const parts = [manifest.content.config, ...listIn(manifest.content.layers).filter(isHere)];
    const blobs = parts.map((part) => descriptorIn(part, name));
    await inParallel(blobs, atOnce, (blob) => copyBlob(connection, blob, from, to));
  }
  await writeManifest(connection, to, digest, manifest);
  return manifest;
}

/** Layers that their owner lets nobody else keep stand at addresses of theirs. */
function isHere(layer: unknown): boolean {
  return !isObject(layer) || !Array.isArray(layer.urls) || layer.urls.length === 0;
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
