import { isObject } from "../terminal/isObject.ts";

/** What each property that differs was and becomes, by its path. */
export type Comparison = Record<string, { from?: unknown; to?: unknown }>;

/** The leaves that differ, by path: `env.LOG_LEVEL` → `{ from: "Warning", to: "Debug" }`. */
export function compare(from: unknown, to: unknown, path = ""): Comparison {
  if (isObject(from) && isObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return Object.assign(
      {},
      ...[...keys].map((key) => compare(from[key], to[key], path ? `${path}.${key}` : key)),
    ) as Comparison;
  }
  return JSON.stringify(from) === JSON.stringify(to) ? {} : { [path]: { from, to } };
}
