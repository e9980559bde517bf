import { createWriteStream, openAsBlob } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import { contentOf, refusal, RegistryError, type Connection } from "./connection.ts";
import { digestOf, nameOf, type Descriptor } from "./manifests.ts";

/** Puts a blob there if it isn't yet. The registry compares it with its digest. */
export async function uploadBlob(
  connection: Connection,
  repository: string,
  digest: string,
  body: Uint8Array<ArrayBuffer> | Blob,
): Promise<void> {
  if (await hasBlob(connection, repository, digest)) return;
  const begun = await connection.send(repository, "blobs/uploads/", { method: "POST" });
  if (!begun.ok) throw await refusal(nameOf(connection, repository, digest), begun);
  await put(connection, repository, digest, begun, body);
}

/**
 * Gives a repository a blob of another one: by mounting, which moves nothing, or where the registry
 * doesn't do that for this account, by way of this machine's disk.
 */
export async function copyBlob(
  connection: Connection,
  { digest }: Descriptor,
  from: string,
  to: string,
): Promise<void> {
  if (await hasBlob(connection, to, digest)) return;
  const query = new URLSearchParams({ mount: digest, from });
  const begun = await connection.send(to, `blobs/uploads/?${query.toString()}`, { method: "POST" });
  if (begun.status === 201) return;
  if (!begun.ok) throw await refusal(nameOf(connection, to, digest), begun);
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "blob");
    const content = await readBlob(connection, from, digest);
    await pipeline(
      Readable.fromWeb(content.body as ReadableStream<Uint8Array>),
      createWriteStream(file, { mode: 0o600 }),
    );
    await put(connection, to, digest, begun, await openAsBlob(file));
  });
}

async function readBlob(
  connection: Connection,
  repository: string,
  digest: string,
): Promise<Response> {
  const answer = await connection.send(repository, `blobs/${digest}`);
  if (answer.ok) return answer;
  throw await refusal(nameOf(connection, repository, digest), answer);
}

/** A blob that is short: an image's configuration. */
export async function readJsonBlob(
  connection: Connection,
  repository: string,
  digest: string,
): Promise<unknown> {
  const answer = await readBlob(connection, repository, digest);
  const name = nameOf(connection, repository, digest);
  const bytes = await contentOf(name, answer);
  if (digestOf(bytes) !== digest) throw new RegistryError(`${name} is not what its digest says`);
  return JSON.parse(Buffer.from(bytes).toString("utf8"));
}

async function hasBlob(
  connection: Connection,
  repository: string,
  digest: string,
): Promise<boolean> {
  const answer = await connection.send(repository, `blobs/${digest}`, { method: "HEAD" });
  if (answer.ok || answer.status === 404) return answer.ok;
  throw await refusal(nameOf(connection, repository, digest), answer);
}

/** Ends an upload that the registry has begun, at the address that it gave. */
async function put(
  connection: Connection,
  repository: string,
  digest: string,
  begun: Response,
  body: Uint8Array<ArrayBuffer> | Blob,
): Promise<void> {
  const name = nameOf(connection, repository, digest);
  const location = begun.headers.get("location");
  if (!location) throw new RegistryError(`${name} can't be uploaded: the registry says not where`);
  const url = new URL(location, begun.url);
  url.searchParams.set("digest", digest);
  const answer = await connection.send(repository, url.href, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body,
  });
  if (!answer.ok) throw await refusal(name, answer);
}
