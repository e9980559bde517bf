import { createPrivateKey, createPublicKey } from "node:crypto";

/** An ed25519 key pair in OpenSSH's formats, the same for the same name. */
export function keyPair(name: string, options: { cipher?: string } = {}) {
  const seed = Buffer.alloc(32, name);
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const point = spki.subarray(-32);
  const blob = Buffer.concat([field("ssh-ed25519"), field(point)]);

  const check = Buffer.alloc(8);
  const secret = Buffer.concat([seed, point]);
  const inner = Buffer.concat([
    check,
    blob,
    field(secret),
    field(""),
    Buffer.from([1, 2, 3, 4, 5]),
  ]);
  const one = Buffer.from([0, 0, 0, 1]);
  const cipher = options.cipher ?? "none";
  const outer = [field(cipher), field("none"), field(""), one, field(blob), field(inner)];
  const bytes = Buffer.concat([Buffer.from("openssh-key-v1\0"), ...outer]);
  const lines = bytes.toString("base64").replaceAll(/.{70}/g, "$&\n").trimEnd();
  return {
    public: `ssh-ed25519 ${blob.toString("base64")}`,
    private: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
  };
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
