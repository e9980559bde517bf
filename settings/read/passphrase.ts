import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { SettingsError } from "../problem.ts";
import { readYaml } from "./yaml.ts";

/**
 * Pulumi's passphrase secrets, version 1 (pulumi/pulumi, sdk/go/common/resource/config/crypt.go and
 * pkg/secrets/passphrase/manager.go):
 *
 * - the key is PBKDF2 of the passphrase with SHA-256, 1,000,000 rounds, a salt of 8 bytes, 32 bytes long;
 * - a secret is `v1:<nonce>:<AES-256-GCM of the text, its 16-byte tag at the end>`, both in base64;
 * - the stack file's `encryptionsalt` is `v1:<salt>:<the word "pulumi" as a secret>`, by which a
 *   wrong passphrase is told from a damaged secret.
 */
const ROUNDS = 1_000_000;
const KNOWN_TEXT = "pulumi";
const TAG_LENGTH = 16;

/**
 * Reads a secret's plain text.
 *
 * @param path where it stands in `config`: `["slipway:apps", "shop", "secrets", "DB_PASSWORD"]`
 * @param ciphertext what stands there after `secure:`
 * @returns undefined where it cannot be read by this means; `check` then says that its value was
 *   not checked
 */
export type ReadSecret = (path: string[], ciphertext: string) => string | undefined;

/** The passphrase, or what it is used on, is not as it should be. Says nothing of either. */
export class PassphraseError extends Error {
  override name = "PassphraseError";
  reason: "no salt" | "salt" | "wrong" | "damaged";

  constructor(reason: PassphraseError["reason"]) {
    super(
      {
        "no salt":
          "The stack file has no `encryptionsalt`, so nothing in it is encrypted with a passphrase.",
        salt: "The stack file's `encryptionsalt` is damaged.",
        wrong: "The passphrase is not the one that the stack file's secrets were encrypted with.",
        damaged: "The secret is damaged, or was encrypted for another stack.",
      }[reason],
    );
    this.reason = reason;
  }
}

/**
 * Reads the secrets of a stack file with its passphrase. The key is derived once (a tenth of a
 * second), when the first secret is read. The reader throws a PassphraseError.
 *
 * @param stackFile the file's text
 */
export function passphraseReader(stackFile: string, passphrase: string): ReadSecret {
  let key: Buffer | undefined;
  return (_, ciphertext) => {
    key ??= openSalt(saltOf(stackFile), passphrase);
    return decrypt(key, ciphertext);
  };
}

/**
 * Encrypts a value for a stack file. A file without an `encryptionsalt` gets one at its end, where
 * Pulumi puts it; all else stays as it is.
 *
 * @param stackFile the file's text
 * @throws PassphraseError when the file's secrets have another passphrase
 * @throws SettingsError when the file is not valid YAML
 */
export function encrypt(
  stackFile: string,
  passphrase: string,
  plain: string,
): { text: string; ciphertext: string } {
  const salt = saltOf(stackFile);
  if (salt !== undefined) {
    return { text: stackFile, ciphertext: seal(openSalt(salt, passphrase), plain) };
  }
  const bytes = randomBytes(8);
  const key = deriveKey(passphrase, bytes);
  const line = `encryptionsalt: v1:${bytes.toString("base64")}:${seal(key, KNOWN_TEXT)}\n`;
  const gap = stackFile === "" || stackFile.endsWith("\n") ? "" : "\n";
  return { text: stackFile + gap + line, ciphertext: seal(key, plain) };
}

function saltOf(stackFile: string): string | undefined {
  const { value, problems } = readYaml("The stack file", stackFile);
  // A key that stands twice keeps no salt from being read, and whoever reads the settings tells it.
  if (value === undefined && problems.length > 0) throw new SettingsError(problems);
  if (typeof value !== "object" || value === null || !("encryptionsalt" in value)) return undefined;
  return typeof value.encryptionsalt === "string" ? value.encryptionsalt : "";
}

// `check` reads several stacks, `encrypt` one stack several times: same salt, same key.
const keys = new Map<string, Buffer>();

function deriveKey(passphrase: string, salt: Buffer): Buffer {
  const name = JSON.stringify([passphrase, salt.toString("base64")]);
  let key = keys.get(name);
  if (!key) keys.set(name, (key = pbkdf2Sync(passphrase, salt, ROUNDS, 32, "sha256")));
  return key;
}

function openSalt(encryptionSalt: string | undefined, passphrase: string): Buffer {
  if (encryptionSalt === undefined) throw new PassphraseError("no salt");
  const [, salt, known] = /^v1:([\w+/]+=*):(v1:.+)$/.exec(encryptionSalt) ?? [];
  if (salt === undefined || known === undefined) throw new PassphraseError("salt");
  const key = deriveKey(passphrase, Buffer.from(salt, "base64"));
  try {
    if (decrypt(key, known) === KNOWN_TEXT) return key;
  } catch {
    // Below.
  }
  throw new PassphraseError("wrong");
}

function seal(key: Buffer, plain: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decrypt(key: Buffer, ciphertext: string): string {
  const [version, nonce, sealed, ...more] = ciphertext.split(":");
  const bytes = Buffer.from(sealed ?? "", "base64");
  if (version !== "v1" || !nonce || more.length > 0 || bytes.length < TAG_LENGTH) {
    throw new PassphraseError("damaged");
  }
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));
    const plain = decipher.update(bytes.subarray(0, -TAG_LENGTH));
    return Buffer.concat([plain, decipher.final()]).toString("utf8");
  } catch {
    throw new PassphraseError("damaged");
  }
}
