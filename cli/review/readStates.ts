import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OtherFile } from "../../review/difference.ts";
import type { StackFiles } from "../../settings/index.ts";
import { git } from "../loop/git.ts";
import { modes } from "../loop/tree.ts";
import { findFolder } from "../stackFiles/folder.ts";
import { UserError } from "../terminal/exit.ts";
import { printable } from "../terminal/output.ts";
import { commitNamed, commitState } from "./commitState.ts";
import { folderState } from "./folderState.ts";
import { Shared } from "./limits.ts";

/** One of the two states that are compared. */
export interface ReadState {
  files: StackFiles;
  /** Every file that Git keeps, or would: path → what it is. Nothing for a folder outside of Git. */
  objects?: Map<string, string>;
}

export interface Side extends ReadState {
  /** As it was asked for, and for a commit what that is. */
  name: string;
  commit?: string;
}

/**
 * @param from a commit or a folder; default: the commit that is checked out
 * @param to likewise; default: the folder of the stack files, as it is now
 * @throws UserError for what is neither
 */
export async function readStates(
  cwd: string,
  from: string | undefined,
  to: string | undefined,
): Promise<[Side, Side]> {
  const shared = new Shared();
  // Of two commits, the repository may be a bare one.
  const here = from === undefined || to === undefined ? findFolder(cwd) : nearest(cwd);
  const working = async () => ({
    name: "the working folder",
    ...(await folderState(here, shared)),
  });
  const before = await sideOf(cwd, here, from ?? "HEAD", shared);
  return [before, to === undefined ? await working() : await sideOf(cwd, here, to, shared)];
}

function nearest(cwd: string): string {
  try {
    return findFolder(cwd);
  } catch {
    return resolve(cwd);
  }
}

async function sideOf(cwd: string, here: string, name: string, shared: Shared): Promise<Side> {
  const folder = resolve(cwd, name);
  if (isFolder(folder) && existsSync(join(folder, "Pulumi.yaml"))) {
    return { name, ...(await folderState(folder, shared)) };
  }
  await requireRepository(here, name);
  const commit = await commitNamed(here, name).catch(() => {
    throw new UserError(
      `${printable(name)} is neither a commit of the repository ${here}, nor a folder with a Pulumi.yaml. ` +
        "A shallow clone has to reach as far as the commit: `git fetch origin <commit>`.",
    );
  });
  const state = await commitState(here, commit, shared);
  if (state.files.project.text === undefined && state.files.stacks.size === 0) {
    throw new UserError(
      `${printable(name)} (${commit.slice(0, 8)}) has no stack files in ${here}. Name a commit that has ` +
        "them there, or two folders.",
    );
  }
  return { name, commit, ...state };
}

async function requireRepository(here: string, name: string): Promise<void> {
  await git(here, ["rev-parse", "--git-dir"]).catch(() => {
    throw new UserError(
      `${here} is in no Git repository, so ${printable(name)} is no commit of it. Name two folders, or go to the repository.`,
    );
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What differs besides the stack files and what they name; nothing where one of the two cannot tell. */
export function othersOf(from: ReadState, to: ReadState): OtherFile[] | undefined {
  const [before, after] = [from.objects, to.objects];
  if (!before || !after) return undefined;
  const read = new Set([from, to].flatMap(({ files }) => pathsOf(files)));
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): OtherFile[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (read.has(path) || old === now) return [];
    const areSubmodules = [old, now].every((object) => object?.startsWith(modes.submodule));
    if (areSubmodules && [old, now].includes(modes.submodule)) return [];
    return [{ path, kind: !old ? "added" : now ? "changed" : "removed" }];
  });
}

function pathsOf({ project, stacks, others }: StackFiles): string[] {
  return [project, ...stacks.values(), ...others.values()].map(({ path }) => path);
}
