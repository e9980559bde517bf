import { git } from "./command.ts";

/** What a file was and became, as the API shows it. */
export interface Diff {
  old_path: string;
  new_path: string;
  a_mode: string;
  b_mode: string;
  new_file: boolean;
  renamed_file: boolean;
  deleted_file: boolean;
  generated_file: boolean;
  collapsed: boolean;
  too_large: boolean;
  diff: string;
}

/** The tree that has nothing, to compare a first commit with. */
export function emptyTree(folder: string): string {
  return git(folder, ["hash-object", "-t", "tree", "--stdin"]).trim();
}

/**
 * What changed from one commit to another.
 *
 * @param unidiff whether each diff begins with the names of its files
 */
export function diffs(folder: string, from: string, to: string, unidiff = false): Diff[] {
  const options = ["-r", "-M", "--no-color", "--no-ext-diff"];
  const raw = git(folder, ["diff-tree", ...options, "--raw", "-z", "--abbrev=40", from, to]);
  const patches = git(folder, ["diff-tree", ...options, "-p", from, to]).split(/^(?=diff --git )/m);
  return files(raw).map((file, at) => ({ ...file, diff: hunks(patches[at] ?? "", unidiff) }));
}

/** `:100644 100755 <blob> <blob> R096\0old\0new\0` for each. */
function files(raw: string): Omit<Diff, "diff">[] {
  const parts = raw.split("\0");
  const found: Omit<Diff, "diff">[] = [];
  while (parts.length > 1) {
    const [before = "", after = "", , , status = ""] = (parts.shift() ?? "").slice(1).split(" ");
    const old = parts.shift() ?? "";
    const isRenamed = status.startsWith("R");
    found.push({
      old_path: old,
      new_path: isRenamed ? (parts.shift() ?? "") : old,
      a_mode: before,
      b_mode: after,
      new_file: status === "A",
      renamed_file: isRenamed,
      deleted_file: status === "D",
      generated_file: false,
      collapsed: false,
      too_large: false,
    });
  }
  return found;
}

function hunks(patch: string, unidiff: boolean): string {
  const start = patch.search(unidiff ? /^(?:--- |Binary files )/m : /^(?:@@ |Binary files )/m);
  return start === -1 ? "" : patch.slice(start);
}

/** How many lines came and went. */
export function stats(folder: string, from: string, to: string) {
  const lines = git(folder, ["diff-tree", "-r", "-M", "--numstat", from, to]).trim().split("\n");
  const sum = (column: number) =>
    lines.reduce((total, line) => total + (Number(line.split("\t")[column]) || 0), 0);
  const [additions, deletions] = [sum(0), sum(1)];
  return { additions, deletions, total: additions + deletions };
}
