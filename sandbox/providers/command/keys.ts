import ssh, { type ServerHostKeyAlgorithm } from "ssh2";

/** What a host must show to be the one. */
export interface HostKey {
  type: ServerHostKeyAlgorithm;
  key: Buffer;
}

/**
 * Refuses what is no private key, in the words of Go's ssh library, on which the real plugin is
 * built.
 */
export function requirePrivateKey(text: string, passphrase: string | undefined): void {
  const [, body] =
    /-----BEGIN [A-Z ]+-----\n(.*)\n-----END /s.exec(text.replaceAll("\r", "")) ?? [];
  if (body === undefined) throw new Error("ssh: no key found");
  const parsed = ssh.utils.parseKey(text, passphrase);
  if (!(parsed instanceof Error)) {
    if (passphrase === undefined || ssh.utils.parseKey(text) instanceof Error) return;
    throw new Error("ssh: key is not password protected");
  }
  if (/no passphrase/.test(parsed.message)) {
    throw new Error("ssh: this private key is passphrase protected");
  }
  if (/bad passphrase/.test(parsed.message)) throw new Error("x509: decryption password incorrect");
  const begun = Buffer.from(body, "base64").toString("latin1").startsWith("openssh-key-v1\0");
  throw new Error(begun ? "ssh: short read" : "ssh: invalid openssh private key format");
}

/** Reads a host's key as authorized_keys has it: a type, the key, a comment; options may lead. */
export function parseHostKey(text: string): HostKey {
  // Behind the type; where an option or a host's name leads, one further.
  const candidates = text.trim().split(/\s+/).slice(1, 3);
  for (const candidate of candidates) {
    const key = Buffer.from(candidate, "base64");
    const type = nameIn(key);
    const parsed = ssh.utils.parseKey(`${type} ${candidate}`);
    if (!(parsed instanceof Error)) return { type: type as ServerHostKeyAlgorithm, key };
  }
  const last =
    candidates.length > 0 ? "; last parsing error for ignored line: ssh: short read" : "";
  throw new Error(`failed to parse host key: ssh: no key found${last}`);
}

/** A key begins with its type's name. */
function nameIn(key: Buffer): string {
  return key.length < 4 ? "" : key.subarray(4, 4 + key.readUInt32BE()).toString("latin1");
}
