import { isObject } from "../terminal/isObject.ts";
import { uploadBlob } from "./blobs.ts";
import { RegistryError, type Connection } from "./connection.ts";
import { digestOf, nameOf, readManifest, writeManifest } from "./manifests.ts";
import { recordAnnotations, recordTag, type Record } from "./recordNames.ts";

/**
 * A record is an image without content. Its configuration is under the type of an image's, since GitLab's
 * registry takes none but the types that it knows, and says when it was made: without a metadata database
 * GitLab goes by that, and its clean-up takes nothing that does not say it.
 */
const configurationType = "application/vnd.oci.image.config.v1+json";
const manifestType = "application/vnd.oci.image.manifest.v1+json";

/**
 * Whether this has been recorded.
 *
 * @throws RegistryError also for a record that says something else than its name
 */
export async function hasRecord(
  connection: Connection,
  repository: string,
  record: Record,
): Promise<boolean> {
  const tag = recordTag(record);
  const manifest = await readManifest(connection, repository, tag);
  if (!manifest) return false;
  const { annotations } = manifest.content;
  const found = isObject(annotations) ? annotations : {};
  const wrong = Object.entries(recordAnnotations(record)).find(
    ([name, value]) => found[name] !== value,
  );
  if (!wrong) return true;
  throw new RegistryError(
    `${nameOf(connection, repository, tag)} is not the record of its name: \`${wrong[0]}\` differs`,
  );
}

/**
 * Writes a record, again if it is there.
 *
 * @param about what else a reader may want to know, such as the pipeline; in no name
 */
export async function writeRecord(
  connection: Connection,
  repository: string,
  record: Record,
  about: { [name: string]: string } = {},
): Promise<void> {
  const configuration = Buffer.from(JSON.stringify({ created: new Date().toISOString() }));
  const digest = digestOf(configuration);
  await uploadBlob(connection, repository, digest, new Uint8Array(configuration));
  const said = Object.fromEntries(
    Object.entries(about).map(([name, value]) => [`dev.slipway.${name}`, value] as const),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: configurationType, digest, size: configuration.length },
    layers: [],
    annotations: { ...said, ...recordAnnotations(record) },
  };
  await writeManifest(connection, repository, recordTag(record), {
    mediaType: manifestType,
    bytes: new Uint8Array(Buffer.from(JSON.stringify(manifest))),
  });
}
