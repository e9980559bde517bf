import type { RegistrySettings } from "../../settings/model.ts";
import { isObject } from "../terminal/isObject.ts";
import { readJsonBlob } from "./blobs.ts";
import { Connection, RegistryError } from "./connection.ts";
import { partsOf } from "./imageName.ts";
import { descriptorIn, readManifest, type Manifest } from "./manifests.ts";

/**
 * The labels of an image, asked of its registry.
 *
 * @param image `registry.example.com/acme/shop@sha256:…`
 * @param account sent to its own registry only
 * @throws RegistryError saying what the registry answered
 */
export async function imageLabels(
  image: string,
  account: RegistrySettings | undefined,
): Promise<Record<string, string>> {
  const { host, repository, digest } = partsOf(image);
  const connection = new Connection(host, account, { patient: false });
  return labelsIn(connection, repository, await required(connection, repository, digest));
}

/**
 * The labels of a manifest that was read. Of an image for several platforms those of the first, since
 * a version is the same for all.
 */
export async function labelsIn(
  connection: Connection,
  repository: string,
  manifest: Manifest,
): Promise<Record<string, string>> {
  const { manifests } = manifest.content;
  if (Array.isArray(manifests)) {
    const { digest } = descriptorIn(manifests.find(isForPlatform), manifest.digest);
    return labelsIn(connection, repository, await required(connection, repository, digest));
  }
  const { digest } = descriptorIn(manifest.content.config, manifest.digest);
  const content = await readJsonBlob(connection, repository, digest);
  const config = isObject(content) && isObject(content.config) ? content.config : {};
  const texts = Object.entries(isObject(config.Labels) ? config.Labels : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

async function required(
  connection: Connection,
  repository: string,
  digest: string,
): Promise<Manifest> {
  const manifest = await readManifest(connection, repository, digest);
  if (manifest) return manifest;
  throw new RegistryError(`${connection.host} answers 404 Not Found`, 404);
}

/** Build tools put attestations beside the images, under a platform that none has. */
function isForPlatform(entry: unknown): boolean {
  const platform = isObject(entry) ? entry.platform : undefined;
  return !isObject(platform) || platform.os !== "unknown";
}
