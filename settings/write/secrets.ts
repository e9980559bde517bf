import { setIn } from "./edit.ts";
import { valueAt } from "../kinds/walk.ts";
import { readYaml } from "../read/yaml.ts";

/** Secrets and keys, written into the text of a stack file. All else in it stays as it is. */

/**
 * Puts an app's secret into a stack file, and the day in `rotate.<KEY>.changed`.
 *
 * @param ciphertext from `encrypt`
 * @param today `2026-11-01`
 * @throws SettingsError when the file is not valid YAML, or cannot be changed without changing more
 */
export function setSecret(
  stackFile: string,
  app: string,
  key: string,
  ciphertext: string,
  today: string,
): string {
  const at = ["config", "slipway:apps", app];
  const written = setEncrypted(stackFile, [...at, "secrets", key], ciphertext);
  return setIn(written, [...at, "rotate", key, "changed"], JSON.stringify(today));
}

/**
 * Puts any other secret into a stack file, at a path of `config`.
 *
 * @throws SettingsError as `setSecret` does
 */
export function setSecretAt(
  stackFile: string,
  path: readonly string[],
  ciphertext: string,
): string {
  return setEncrypted(stackFile, ["config", ...path], ciphertext);
}

/** A key pair whose private half is encrypted. */
export interface EncryptedPair {
  public: string;
  /** The ciphertext from `encrypt`. */
  private: string;
}

/** A stack's keys, those to write. */
export interface NewKeys {
  bootstrap?: EncryptedPair;
  configurator?: EncryptedPair;
  observer?: EncryptedPair;
  /** The ciphertext of 32 random bytes in base64. */
  fingerprint?: string;
  /** By app. */
  deployers?: Record<string, EncryptedPair>;
}

/**
 * Puts keys into a stack file; those that are not given stay as they are.
 *
 * @throws SettingsError when the file is not valid YAML, or cannot be changed without changing more
 */
export function setKeys(stackFile: string, keys: NewKeys): string {
  const { fingerprint, deployers = {}, ...roles } = keys;
  const at = ["config", "slipway:keys"];
  let text = stackFile;
  for (const [role, pair] of Object.entries(roles)) text = setPair(text, [...at, role], pair);
  if (fingerprint !== undefined) text = setEncrypted(text, [...at, "fingerprint"], fingerprint);
  for (const [app, pair] of Object.entries(deployers)) {
    text = setPair(text, [...at, "deployers", app], pair);
  }
  return text;
}

function setPair(text: string, path: string[], pair: EncryptedPair): string {
  const written = setIn(text, [...path, "public"], pair.public);
  return setEncrypted(written, [...path, "private"], pair.private);
}

/** `{ secure: … }` in place of what stands there, secret or not; below a key without a value. */
function setEncrypted(text: string, path: string[], ciphertext: string): string {
  const yaml = readYaml("", text);
  const isSet = yaml.has(path) && valueAt(yaml.value, path) !== null;
  return isSet && !yaml.has([...path, "secure"])
    ? setIn(text, path, `{ secure: ${ciphertext} }`)
    : setIn(text, [...path, "secure"], ciphertext);
}
