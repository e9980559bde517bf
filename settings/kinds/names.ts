import type { Rule } from "../check/rules.ts";
import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";

/** Names and paths that people choose, written the one way that works everywhere. */

/** "…" is not what it must be. */
export function must(rule: Rule, value: string, what: string, allowed: string): Complaint {
  return { rule, message: `${show(value)} is not ${what}.`, allowed };
}

/** A small letter, then small letters, digits and `-`, no `-` at the end. */
export function isPlainName(name: string, most: number): boolean {
  return /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= most;
}

/** What is allowed of an environment's and an app's name. */
export const plainNameWords =
  "a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project";

/** What editors can tell of plain names. */
export const plainNamePattern = "^[a-z][a-z0-9-]*$";

export function appName(name: string): Complaint | undefined {
  if (isPlainName(name, 40)) return undefined;
  return must("app.name", name, "a name for an app", plainNameWords);
}

/** The keys of each map by app. */
export const appKey = {
  called: "app",
  rules: ["app.name"] as Rule[],
  check: appName,
  pattern: plainNamePattern,
};

/** Names of letters, digits, `.`, `_` and `-` with `/` between them, without `..`. */
export function isPlainPath(path: string): boolean {
  const plain = (part: string) => /^[A-Za-z0-9._-]+$/.test(part) && part !== "." && part !== "..";
  return path.length <= 255 && path.split("/").every(plain);
}
