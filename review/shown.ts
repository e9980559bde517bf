import { isMap, isSecure } from "../settings/kinds/about.ts";
import { clearSecret } from "../settings/kinds/clearSecrets.ts";
import { placeAt } from "../settings/kinds/walk.ts";
import type { Path } from "../settings/index.ts";
import type { Shown } from "./difference.ts";
import { schemaOf } from "./state.ts";

/** A value of a stack's `config`, if it may be seen; nothing where there is none. */
export function shown(stack: string, path: Path, value: unknown): Shown | undefined {
  if (value === undefined) return undefined;
  if (isSecure(value)) return { hidden: "secret" };
  const kind = placeAt(schemaOf(stack), path)?.about.kind;
  if (kind === undefined) return { hidden: "not a setting" };
  // A list, or a text, where a map of secrets belongs.
  const isAmiss = !isMap(value) && (kind === "map" || kind === "group");
  return kind === "secret" || isAmiss ? { hidden: "wrong" } : unlessSecret(value);
}

/** A value of no secret place: what has a secret's form is hidden all the same. */
export function unlessSecret(value: unknown): Shown | undefined {
  if (value === undefined) return undefined;
  return hasClearSecret(value) ? { hidden: "like a secret" } : { value: masked(value) };
}

function hasClearSecret(value: unknown): boolean {
  if (typeof value === "string") return clearSecret(value) !== undefined;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasClearSecret);
}

/** With what is encrypted left out. */
function masked(value: unknown): unknown {
  if (isSecure(value)) return "(a secret)";
  if (Array.isArray(value)) return value.map(masked);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
