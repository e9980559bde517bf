/** OpenSSH's key formats, as far as a check needs them (RFC 4251, 4253; openssh PROTOCOL.key). */

const POINT_LENGTH: Record<string, number> = {
  "ssh-ed25519": 32,
  "ecdsa-sha2-nistp256": 65,
  "ecdsa-sha2-nistp384": 97,
  "ecdsa-sha2-nistp521": 133,
};

export const algorithms = Object.keys(POINT_LENGTH);

/** What is wrong with a public key's text; `undefined` if it is `<algorithm> <base64>` and whole. */
export function publicKeyFault(
  text: string,
): "form" | "private" | "algorithm" | "name" | "comment" | "data" | undefined {
  if (text.includes("PRIVATE KEY")) return "private";
  const words = text.split(" ");
  const known = words.findIndex((word) => word in POINT_LENGTH);
  if (known < 0) return /^(ssh|sk|ecdsa|rsa)-/.test(words[0]!) ? "algorithm" : rsaAnywhere(words);
  if (known > 0) return "name";
  if (words.length < 2) return "form";
  if (!isWhole(words[0]!, words[1]!)) return "data";
  return words.length > 2 ? "comment" : undefined;
}

function rsaAnywhere(words: string[]): "algorithm" | "form" {
  return words.some((word) => word === "ssh-rsa" || word === "ssh-dss") ? "algorithm" : "form";
}

/** Whether the base64 holds a key of that algorithm, to its last byte. */
function isWhole(algorithm: string, base64: string): boolean {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) return false;
  const fields = readFields(bytes);
  const named = fields?.[0]?.toString() === algorithm;
  return named && fields.at(-1)?.length === POINT_LENGTH[algorithm];
}

/** Length-prefixed fields that fill `bytes` exactly. */
function readFields(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const end = offset + 4 <= bytes.length ? offset + 4 + bytes.readUInt32BE(offset) : Infinity;
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(offset + 4, end));
    offset = end;
  }
  return fields;
}

const BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
const END = "-----END OPENSSH PRIVATE KEY-----\n";

/** What is wrong with a private key's text; `undefined` if it is the other half of `publicKey`. */
export function privateKeyFault(
  text: string,
  publicKey: string,
): "form" | "newline" | "passphrase" | "other" | undefined {
  if (!text.startsWith(BEGIN)) return "form";
  if (text.endsWith(END.trimEnd())) return "newline";
  if (!text.endsWith(END)) return "form";
  const bytes = Buffer.from(text.slice(BEGIN.length, -END.length), "base64");
  const magic = "openssh-key-v1\0";
  if (bytes.subarray(0, magic.length).toString() !== magic) return "form";
  // cipher, its key's derivation and that one's options, then how many keys and the first's public half
  const [cipher, , , rest] = takeFields(bytes.subarray(magic.length), 3);
  if (cipher === undefined || rest === undefined) return "form";
  if (cipher.toString() !== "none") return "passphrase";
  const [own] = takeFields(rest.subarray(4), 1);
  return own?.toString("base64") === publicKey.split(" ")[1] ? undefined : "other";
}

/** The first `count` fields, then what is left; nothing if there are fewer. */
function takeFields(bytes: Buffer, count: number): Buffer[] {
  const fields: Buffer[] = [];
  let rest = bytes;
  for (let field = 0; field < count; field++) {
    const length = rest.length >= 4 ? rest.readUInt32BE(0) : Infinity;
    if (4 + length > rest.length) return [];
    fields.push(rest.subarray(4, 4 + length));
    rest = rest.subarray(4 + length);
  }
  return [...fields, rest];
}
