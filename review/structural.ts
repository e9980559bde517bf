import { isDeepStrictEqual } from "node:util";
import { isMap, isSecure } from "../settings/kinds/about.ts";
import type { Path } from "../settings/index.ts";
import { Unquoted } from "../settings/read/scalar.ts";

/** One place where two trees of settings differ. What is not there is undefined. */
export interface Found {
  path: Path;
  from: unknown;
  to: unknown;
}

/**
 * The places where two trees differ, as deep inside as both have maps. Where a key stands in its map
 * makes no difference, nor how a value was written.
 */
export function differences(from: unknown, to: unknown, path: Path = []): Found[] {
  const [before, after] = [asWritten(from), asWritten(to)];
  if (!isMap(before) || !isMap(after)) {
    return isDeepStrictEqual(before, after) ? [] : [{ path, from: before, to: after }];
  }
  const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...keys].flatMap((key) => differences(own(before, key), own(after, key), [...path, key]));
}

/** Every place of a tree that is no map, as if all of it were new. */
export function leaves(value: unknown, path: Path): [path: Path, value: unknown][] {
  const written = asWritten(value);
  if (!isMap(written) || Object.keys(written).length === 0) return [[path, written]];
  return Object.entries(written).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

export function own(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** What YAML's readers do not agree on, as it stands in the file; nothing for an empty place. */
function asWritten(value: unknown): unknown {
  if (value === null) return undefined;
  if (value instanceof Unquoted) return value.source;
  if (Array.isArray(value)) return value.map(asWritten);
  if (isSecure(value) || !isMap(value)) return value;
  return value;
}
