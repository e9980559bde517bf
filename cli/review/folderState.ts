import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { stackFilesOf, type SourceFile } from "../../settings/index.ts";
import { git } from "../loop/git.ts";
import { foldersOf, modes } from "../loop/tree.ts";
import { UserError } from "../terminal/exit.ts";
import { Allowance, notRead, type Shared } from "./limits.ts";
import type { ReadState } from "./readStates.ts";

/** A folder as it is now, as data: links are not followed, so that nothing is read from beside it. */
export async function folderState(folder: string, shared: Shared): Promise<ReadState> {
  const allowance = new Allowance();
  const read = new Map<string, SourceFile>();
  const files = stackFilesOf({
    names: (path) => (isLinked(folder, path) ? [] : namesIn(join(folder, path))),
    exists: (path) => kindOf(join(folder, path)) !== "nothing",
    read: (path) => {
      const file = read.get(path) ?? readFile(folder, path, allowance, shared);
      read.set(path, file);
      return file;
    },
  });
  const objects = await objectsIn(folder);
  return { files, ...(objects && { objects }) };
}

function readFile(folder: string, path: string, allowance: Allowance, shared: Shared): SourceFile {
  if (isLinked(folder, path)) return notRead(path, "link");
  const file = join(folder, path);
  const kind = kindOf(file);
  if (kind !== "file") return notRead(path, kind === "nothing" ? "missing" : "unreadable");
  if (!allowance.takes(lstatSync(file).size)) return notRead(path, "too large");
  try {
    return shared.file(path, readFileSync(file));
  } catch {
    return notRead(path, "unreadable");
  }
}

/** Whether a path, or a folder on the way to it, is a symbolic link. */
function isLinked(folder: string, path: string): boolean {
  return [...foldersOf(path), path].some((part) => kindOf(join(folder, part)) === "link");
}

function kindOf(path: string): "file" | "link" | "nothing" | "other" {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return "nothing";
  return found.isFile() ? "file" : found.isSymbolicLink() ? "link" : "other";
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * What Git would keep of a checkout: path → mode and blob, as `git ls-tree` says it. Nothing where the
 * folder is none.
 */
async function objectsIn(folder: string): Promise<Map<string, string> | undefined> {
  let format: string;
  let listed: string;
  try {
    format = (await git(folder, ["rev-parse", "--show-object-format"])).toString("utf8").trim();
    const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    listed = (await git(folder, ["-c", "core.fsmonitor=false", ...list])).toString("utf8");
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  const paths = new Set(listed.split("\0").filter((path) => path !== ""));
  const objects = [...paths].flatMap((path) => {
    const object = objectOf(join(folder, path), format);
    return object === undefined ? [] : [[path, object] as const];
  });
  return new Map(objects);
}

function objectOf(file: string, format: string): string | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  // A submodule: which of its commits is checked out, is told by it alone.
  if (found.isDirectory()) return modes.submodule;
  const content = found.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
  const hash = createHash(format).update(`blob ${content.length}\0`).update(content).digest("hex");
  if (found.isSymbolicLink()) return `${modes.link} ${hash}`;
  return `${(found.mode & 0o100) === 0 ? "100644" : modes.executable} ${hash}`;
}
