import { relative, resolve } from "node:path";
import picomatch from "picomatch";
import { listFiles, untrackedFiles } from "./listFiles.ts";
import type { JobContext } from "./phases.ts";
import { expand } from "./variables.ts";
import { logged } from "./words.ts";

export interface Listed {
  /** From the checkout on. */
  path: string;
  kind: "file" | "directory" | "link" | "other";
  /** When it changed, in seconds. */
  changed: number;
}

/** What `artifacts` and `cache` of a job say of its files. */
export interface Selection {
  paths?: string[] | null;
  exclude?: string[] | null;
  untracked?: boolean | null;
}

/**
 * The files that a selection means, folders with all that is in them; says in the trace how many each
 * pattern found (gitlab-runner, commands/helpers/file_archiver.go).
 */
export async function select(
  context: JobContext,
  selection: Selection,
  signal: AbortSignal,
): Promise<Listed[]> {
  const { trace, variables, place } = context;
  const expanded = (patterns: string[] | null | undefined) =>
    (patterns ?? []).map((pattern) => expand(pattern, variables, place));
  const exclude = expanded(selection.exclude).map((said) => ({
    said,
    pattern: relativePattern(place.project, said)?.pattern ?? said,
    count: 0,
  }));
  const selected = new Map<string, Listed>();
  const take = (files: Listed[]) =>
    files.filter((file) => {
      const rule = exclude.find(({ pattern }) => matches(file.path, pattern));
      if (rule) rule.count++;
      else selected.set(file.path, file);
      return !rule;
    }).length;
  for (const said of expanded(selection.paths)) {
    const wanted = relativePattern(place.project, said);
    if (said === "") {
      trace.write(logged.warning("No matching files. Path is empty."));
    } else if (!wanted) {
      const outside = `artifact path is not a subpath of project directory: ${said}`;
      trace.write(logged.warning(`processPath: ${outside}`));
    } else {
      const files = await listFiles(context, wanted.base, signal);
      const found = take(files.filter(({ path }) => isBelow(path, wanted.pattern)));
      trace.write(told(said, found, place.project));
    }
  }
  if (selection.untracked) {
    const found = take(await untrackedFiles(context, signal));
    trace.write(
      found > 0
        ? logged.info(`untracked: found ${found} files`)
        : logged.warning("untracked: no files"),
    );
  }
  for (const { said, count } of exclude) {
    if (count > 0) trace.write(logged.info(`${said}: excluded ${count} files`));
  }
  return [...selected.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function told(said: string, found: number, project: string): string {
  if (found > 0)
    return logged.info(`${said}: found ${found} matching artifact files and directories`);
  const hint = `Ensure that the artifact path is relative to the working directory (${project})`;
  return logged.warning(`${said}: no matching files. ${hint}`);
}

/** From the checkout on, and the folder where it begins; undefined for what is outside. */
function relativePattern(
  project: string,
  said: string,
): { pattern: string; base: string } | undefined {
  const parts = said.split("/");
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  const fixed = wild === -1 ? parts : parts.slice(0, wild);
  const rest = wild === -1 ? [] : parts.slice(wild);
  // A pattern from the root on has an empty first part.
  const base = relative(
    project,
    resolve(project, fixed.join("/") || (fixed.length > 0 ? "/" : ".")),
  );
  if (base === ".." || base.startsWith("../")) return undefined;
  const pattern = [base, ...rest].filter((part) => part !== "").join("/");
  return { pattern: pattern || ".", base: base || "." };
}

/** Whether a pattern means a file itself or a folder that it is in. */
function isBelow(path: string, pattern: string): boolean {
  if (pattern === ".") return true;
  const parts = path.split("/");
  return parts.some((_, index) => matches(parts.slice(0, index + 1).join("/"), pattern));
}

/** As doublestar, which gitlab-runner uses: `**` is any number of folders, a dot is nothing special. */
function matches(path: string, pattern: string): boolean {
  const options = { dot: true, nonegate: true, noextglob: true };
  return path === pattern || picomatch.isMatch(path, pattern, options);
}
