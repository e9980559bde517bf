import type { Complaint, Path, Problem } from "../problem.ts";
import { isMap } from "../kinds/about.ts";
import { valueAt } from "../kinds/walk.ts";
import type { Yaml } from "./yaml.ts";

/**
 * One stack file while it is being checked. Its rules are asked of whatever is there, right or
 * wrong, so that one report holds every problem.
 */
export interface Stack {
  name: string;
  yaml: Yaml;
  /** What stands under `config`. */
  config: unknown;
}

/** A complaint about a place in a stack's `config`. */
export function complain(
  stack: Stack,
  path: Path,
  complaint: Complaint,
  where: "key" | "value" = "value",
): Problem {
  return stack.yaml.problem(["config", ...path], complaint, where);
}

/** Whether a map stands there. */
export function isMapAt(stack: Stack, path: Path): boolean {
  return isMap(valueAt(stack.config, path));
}

/** Whether something stands there that is no map. The shape is reported; rules would only echo it. */
export function isOtherAt(stack: Stack, path: Path): boolean {
  return stack.yaml.has(["config", ...path]) && !isMapAt(stack, path);
}

/** The keys of a map; none where there is no map. */
export function keysAt(stack: Stack, path: Path): string[] {
  return isMapAt(stack, path) ? Object.keys(valueAt(stack.config, path) as object) : [];
}

/** A text; nothing where there is none. */
export function textAt(stack: Stack, path: Path): string | undefined {
  const value = valueAt(stack.config, path);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list; none where there is no list. */
export function textsAt(stack: Stack, path: Path): [text: string, index: number][] {
  const list = valueAt(stack.config, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((_, index) => {
    const text = textAt(stack, [...path, index]);
    return text === undefined ? [] : [[text, index] as [string, number]];
  });
}
