import { UserError } from "../terminal/exit.ts";

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * An image by its digest, as servers take it: `registry.example.com/acme/shop@sha256:…`. A tag in
 * front of the digest is dropped, since the digest decides.
 *
 * @throws UserError for a tag alone, saying how to get its digest: a tag can be moved between the
 * moment it is tested and the moment it is pulled, so servers refuse it.
 */
export function imageByDigest(reference: string, argument: string): string {
  const [name = "", digest, ...more] = reference.split("@");
  if (digest !== undefined && more.length === 0 && name !== "" && digestPattern.test(digest)) {
    return `${withoutTag(name)}@${digest}`;
  }
  if (digest !== undefined || reference === "" || /\s/.test(reference)) {
    throw new UserError(
      `${argument} ${JSON.stringify(reference)} is no image by digest. ` +
        "It looks like registry.example.com/acme/shop@sha256:<64 hexadecimal digits>.",
    );
  }
  throw new UserError(
    `${argument} ${reference} names no digest, and a tag may mean another image tomorrow. Its digest today:\n` +
      `  docker buildx imagetools inspect ${reference} --format '{{.Manifest.Digest}}'\n` +
      `Then give it as ${withoutTag(reference)}@sha256:…`,
  );
}

/** An image for `allow`: as `imageByDigest`, or the bare digest that `status` shows. */
export function imageOrDigest(reference: string, argument: string): string {
  if (digestPattern.test(reference)) return reference;
  if (reference.startsWith("sha256:")) {
    throw new UserError(
      `${argument} ${JSON.stringify(reference)} is no whole digest: sha256: and 64 hexadecimal ` +
        "digits. `slipway status` shows those that are refused.",
    );
  }
  return imageByDigest(reference, argument);
}

/** The colon of a port stands before the last slash, that of a tag behind it. */
function withoutTag(name: string): string {
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}
