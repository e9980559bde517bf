import { isObject } from "../terminal/isObject.ts";

/** How Pulumi marks a secret among property values (sdk/go/common/resource/sig). */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** A secret for a state that Pulumi is about to encrypt. */
export function secretValue(value: unknown): object {
  return { [signature]: secret, plaintext: JSON.stringify(value) };
}

/** A value of a state that was read with its secrets in clear, without their marks. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value[signature] === secret && typeof value["plaintext"] === "string") {
    return plain(JSON.parse(value["plaintext"]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
