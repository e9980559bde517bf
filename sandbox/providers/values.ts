/**
 * Property values as the engine sends them: JSON, in which a secret is wrapped in an object with a
 * signature, and what isn't known yet is a certain string.
 */
export type Value = null | boolean | number | string | Value[] | Values;
export interface Values {
  [name: string]: Value;
}

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Stands for a value that only a later step knows. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as text: a string is itself, and nothing is none. */
export function text(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A name as the other side has it: `environmentScope` → `environment_scope`. */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function secret(value: Value): Value {
  return isSecret(value) ? value : { [signature]: secretSignature, value };
}

/** The value without its secrets' wrappers, at any depth. */
export function plain(value: Value): Value {
  if (isSecret(value)) return plain(value["value"] ?? null);
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value)) return plainValues(value);
  return value;
}

export function plainValues(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

/** Whether the value is secret, or something inside it is. */
export function holdsSecret(value: Value | undefined): boolean {
  return some(value, isSecret);
}

/** Whether the value, or something inside it, isn't known yet. */
export function holdsUnknown(value: Value | undefined): boolean {
  return some(value, (inner) => inner === unknown);
}

/** Whether two values say the same, be they secret or not. */
export function same(one: Value | undefined, other: Value | undefined): boolean {
  return canonical(one) === canonical(other);
}

/** Those values whose names and contents fit. */
export function pick(given: Values, keep: (name: string, value: Value) => boolean): Values {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => keep(name, value)));
}

export function isSecret(value: Value): value is Values {
  return isObject(value) && value[signature] === secretSignature;
}

function some(value: Value | undefined, test: (value: Value) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner: Value) => some(inner, test));
}

function canonical(value: Value | undefined): string {
  return JSON.stringify(value === undefined ? null : plain(value), (_, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
