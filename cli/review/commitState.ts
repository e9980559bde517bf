import { stackFilesOf, type SourceFile, type StackFiles } from "../../settings/index.ts";
import { readObjects } from "../loop/build/objects.ts";
import { git } from "../loop/git.ts";
import { modes, parseTree, requireFiles, type Tracked } from "../loop/tree.ts";
import { Allowance, notRead, type Shared } from "./limits.ts";
import type { ReadState } from "./readStates.ts";

/**
 * A commit, as data: its objects are read, and nothing is checked out.
 *
 * @param folder in the repository, or a bare one; the stack files are where it is in the tree
 * @param commit its full name
 */
export async function commitState(
  folder: string,
  commit: string,
  shared: Shared,
): Promise<ReadState> {
  const prefix = line(await git(folder, ["rev-parse", "--show-prefix"]));
  const all = parseTree(await git(folder, ["ls-tree", "-r", "-z", "--full-tree", commit]));
  requireFiles(all);
  const tracked = all
    .filter(({ path }) => path.startsWith(prefix))
    .map((file) => ({ ...file, path: file.path.slice(prefix.length) }));
  const objects = tracked.map(({ path, mode, object }) => [path, `${mode} ${object}`] as const);
  return { files: await filesOf(folder, tracked, shared), objects: new Map(objects) };
}

/** The stack files, then what they name: blobs are asked for in two turns. */
async function filesOf(folder: string, tracked: Tracked[], shared: Shared): Promise<StackFiles> {
  const entries = new Map(tracked.map((file) => [file.path, file]));
  const folders = foldersOf(tracked);
  const read = new Map<string, SourceFile>();
  const allowance = new Allowance();
  const isStackFile = ({ path }: Tracked) => /^Pulumi(\..+)?\.yaml$/.test(path);
  for (let wanted = tracked.filter(isStackFile); ;) {
    for (const [path, file] of await contents(folder, wanted, allowance, shared)) {
      read.set(path, file);
    }
    const asked = new Set<string>();
    const files = stackFilesOf({
      names: (name) => [...(folders.get(name) ?? [])],
      exists: (path) => entries.has(path),
      read: (path) => {
        const entry = entries.get(path);
        const known = read.get(path);
        if (known) return known;
        if (entry) asked.add(path);
        return notRead(path, folders.has(path) ? "unreadable" : "missing");
      },
    });
    if (asked.size === 0) return files;
    wanted = [...asked].map((path) => entries.get(path)!);
  }
}

async function contents(
  folder: string,
  wanted: Tracked[],
  allowance: Allowance,
  shared: Shared,
): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>();
  const blobs = wanted.filter(({ path, mode }) => {
    if (mode === modes.link) files.set(path, notRead(path, "link"));
    else if (mode === modes.submodule) files.set(path, notRead(path, "unreadable"));
    else return true;
    return false;
  });
  const names = blobs.map(({ object }) => `${object}\n`).join("");
  const told = await git(folder, ["cat-file", "--batch-check=%(objectsize)"], names);
  const sizes = told.toString("utf8").split("\n").map(Number);
  const small = blobs.filter(({ path }, index) => {
    if (allowance.takes(sizes[index]!)) return true;
    files.set(path, notRead(path, "too large"));
    return false;
  });
  let next = 0;
  for await (const content of readObjects(
    folder,
    small.map(({ object }) => object),
  )) {
    const { path } = small[next++]!;
    files.set(path, shared.file(path, content));
  }
  return files;
}

/** By folder, the names in it; the tree's own is the empty text. */
function foldersOf(tracked: Tracked[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const { path } of tracked) {
    const parts = path.split("/");
    for (const [depth, name] of parts.entries()) {
      const folder = parts.slice(0, depth).join("/");
      folders.set(folder, (folders.get(folder) ?? new Set()).add(name));
    }
  }
  return folders;
}

export async function commitNamed(folder: string, name: string): Promise<string> {
  const asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  return line(await git(folder, asked));
}

function line(output: Buffer): string {
  return output.toString("utf8").replace(/\n$/, "");
}
