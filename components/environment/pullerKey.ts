import { createPrivateKey, createPublicKey, hkdfSync } from "node:crypto";
import type { EnvironmentSettings, KeyPair } from "../../settings/index.ts";

const algorithm = "ssh-ed25519";

/** What stands before the 32 bytes of an ed25519 key in PKCS #8 (RFC 8410, section 7). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The key of an app's jobs that pull its image ahead of a deploy, and may do no more. It follows from
 * a secret that the stack has anyway, so that no stack file needs one more key pair, and it is the
 * same one in each preview.
 */
export function pullerKey({ keys }: EnvironmentSettings, app: string): KeyPair {
  const seed = Buffer.from(hkdfSync("sha256", keys.fingerprint, "", `slipway puller ${app}`, 32));
  const key = Buffer.concat([pkcs8Head, seed]);
  const secret = createPrivateKey({ key, format: "der", type: "pkcs8" });
  // The last field of it is the point itself.
  const point = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32);
  const blob = Buffer.concat([field(algorithm), field(point)]);
  return { public: `${algorithm} ${blob.toString("base64")}`, private: openssh(seed, point, blob) };
}

/** OpenSSH's own format (openssh PROTOCOL.key); older ssh reads an ed25519 key in no other. */
function openssh(seed: Buffer, point: Buffer, blob: Buffer): string {
  // Two numbers that are the same one where no passphrase is wrong, the pair, and no comment.
  const pair = [field(point), field(Buffer.concat([seed, point]))];
  const inner = Buffer.concat([Buffer.alloc(8), field(algorithm), ...pair, field("")]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (inner.length % 8)) % 8);
  const one = Buffer.from([0, 0, 0, 1]);
  const bytes = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map(field),
    ...[one, field(blob), field(Buffer.concat([inner, padding]))],
  ]);
  const lines = bytes.toString("base64").match(/.{1,70}/g)!;
  const mark = (word: string) => `-----${word} OPENSSH PRIVATE KEY-----`;
  return [mark("BEGIN"), ...lines, mark("END"), ""].join("\n");
}

/** Bytes behind their length. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
