import { createHash } from "node:crypto";
import { isObject } from "../terminal/isObject.ts";
import { contentOf, refusal, RegistryError, type Connection } from "./connection.ts";
import { manifestTypes } from "./mediaTypes.ts";

export const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** An image's manifest or index. Its bytes are what the digest is of, so they are kept as they came. */
export interface Manifest {
  digest: string;
  mediaType: string;
  bytes: Uint8Array<ArrayBuffer>;
  content: Record<string, unknown>;
}

/** A part of a manifest that stands elsewhere: another manifest, a layer, the configuration. */
export interface Descriptor {
  digest: string;
  size: number;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * A manifest by tag or digest; undefined when the registry has none.
 *
 * @throws RegistryError also for one whose bytes are not what the digest names
 */
export async function readManifest(
  connection: Connection,
  repository: string,
  reference: string,
): Promise<Manifest | undefined> {
  const answer = await connection.send(repository, `manifests/${reference}`, {
    headers: { accept: manifestTypes.join(", ") },
  });
  if (answer.status === 404) return undefined;
  const name = nameOf(connection, repository, reference);
  if (!answer.ok) throw await refusal(name, answer);
  const bytes = await contentOf(name, answer);
  const digest = digestOf(bytes);
  if (reference.startsWith("sha256:") && reference !== digest) {
    throw new RegistryError(`${name} is not what its digest says: what came is ${digest}`);
  }
  const content = parse(bytes);
  if (!content) throw new RegistryError(`${name} is no manifest`);
  const header = answer.headers.get("content-type")?.split(";")[0]?.trim();
  const mediaType = typeof content.mediaType === "string" ? content.mediaType : header;
  if (!mediaType || !manifestTypes.includes(mediaType)) {
    throw new RegistryError(`${name} is of the type ${mediaType}, which is no image's`);
  }
  return { digest, mediaType, bytes, content };
}

/** What a tag means now; undefined when there is no such tag. */
export async function resolveTag(
  connection: Connection,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  const answer = await connection.send(repository, `manifests/${tag}`, {
    method: "HEAD",
    headers: { accept: manifestTypes.join(", ") },
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw await refusal(nameOf(connection, repository, tag), answer);
  const digest = answer.headers.get("docker-content-digest");
  if (digest && digestPattern.test(digest)) return digest;
  return (await readManifest(connection, repository, tag))?.digest;
}

/** Puts a manifest under a tag, or under its digest alone. */
export async function writeManifest(
  connection: Connection,
  repository: string,
  reference: string,
  { mediaType, bytes }: Pick<Manifest, "mediaType" | "bytes">,
): Promise<void> {
  const answer = await connection.send(repository, `manifests/${reference}`, {
    method: "PUT",
    headers: { "content-type": mediaType },
    body: bytes,
  });
  if (!answer.ok) throw await refusal(nameOf(connection, repository, reference), answer);
}

/** @throws RegistryError for what is none */
export function descriptorIn(value: unknown, where: string): Descriptor {
  const { digest, size } = isObject(value) ? value : {};
  if (typeof digest === "string" && digestPattern.test(digest) && typeof size === "number") {
    return { digest, size };
  }
  throw new RegistryError(`${where} names what is no part of an image`);
}

/** `registry.example.com/acme/shop/release:built-…`, for errors. */
export function nameOf({ host }: Connection, repository: string, reference: string): string {
  return `${host}/${repository}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`;
}

function parse(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return isObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}
