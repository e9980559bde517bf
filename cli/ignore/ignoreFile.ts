import { posix } from "node:path";

/** What Go's unicode.IsSpace takes for white space; JavaScript's `trim` differs in two characters. */
const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const outerSpace = new RegExp(`^${space}+|${space}+$`, "g");

/**
 * The patterns of a `.dockerignore`, as Docker reads it (github.com/moby/patternmatcher, ignorefile):
 * comments begin in the first column, paths are cleaned, and a leading `/` means nothing.
 */
export function ignorePatterns(text: string): string[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map(trimmed)
    .filter((line) => line !== "")
    .map((line) =>
      line.startsWith("!") ? `!${relative(trimmed(line.slice(1)))}` : relative(line),
    );
}

export function trimmed(text: string): string {
  return text.replace(outerSpace, "");
}

function relative(pattern: string): string {
  if (pattern === "") return "";
  const path = clean(pattern);
  return path.length > 1 && path.startsWith("/") ? path.slice(1) : path;
}

/** Go's filepath.Clean: Node's own leaves a slash at the end. */
export function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}
