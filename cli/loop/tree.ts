import { UserError } from "../terminal/exit.ts";
import { printable } from "../terminal/output.ts";
import { git } from "./git.ts";

/** A tracked file: what `git ls-tree` says of it. */
export interface Tracked {
  /** From the repository's root, with `/` between folders. */
  path: string;
  /** `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule. */
  mode: string;
  /** The blob, or a submodule's commit. */
  object: string;
}

export const modes = { link: "120000", submodule: "160000", executable: "100755" } as const;

/** The repository's root, the commit in full, and every file that it tracks. */
export interface Tree {
  root: string;
  commit: string;
  files: Tracked[];
}

/**
 * @param commit default: the one that is checked out
 * @throws UserError where this is no checkout, or it lacks the commit
 */
export async function treeOf(folder: string, commit = "HEAD"): Promise<Tree> {
  const root = line(await git(folder, ["rev-parse", "--show-toplevel"]));
  const full = line(
    await git(root, ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`]).catch(() => {
      throw new UserError(
        `The commit ${printable(commit)} is not in the checkout ${root}. A shallow clone has to reach as far as it.`,
      );
    }),
  );
  const files = parseTree(await git(root, ["ls-tree", "-r", "-z", "--full-tree", full]));
  requireFiles(files);
  return { root, commit: full, files };
}

/**
 * Git's own tools make no such trees, and GitLab takes none (`receive.fsckObjects`). Elsewhere whoever
 * pushes need not use them: a path that leads out of a folder, or through a link, is none of that folder.
 *
 * @throws UserError
 */
export function requireFiles(files: Tracked[]): void {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const seen = new Set<string>();
  for (const { path } of files) {
    const isPath = path.split("/").every((part) => !["", ".", "..", ".git"].includes(part));
    if (isPath && !seen.has(path) && !folders.has(path)) seen.add(path);
    else {
      throw new UserError(
        `The commit's tree is damaged: ${printable(path)} is no path, or is there twice. \`git fsck\` says more; make the commit anew.`,
      );
    }
  }
}

/** `a/b/c` → `a`, `a/b` */
export function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** `<mode> <type> <object>\t<path>\0`, again and again. */
export function parseTree(listed: Uint8Array): Tracked[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return nulTerminated(listed).map((bytes) => {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      const name = Buffer.from(bytes.subarray(bytes.indexOf(0x09) + 1)).toString("latin1");
      throw new UserError(
        `The name of the tracked file ${printable(name)} is not UTF-8. BuildKit takes no such name either: rename it.`,
      );
    }
    const tab = text.indexOf("\t");
    const [mode = "", , object = ""] = text.slice(0, tab).split(" ");
    return { mode, object, path: text.slice(tab + 1) };
  });
}

function nulTerminated(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0, start);
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return parts;
}

function line(output: Buffer): string {
  return output.toString("utf8").replace(/\n$/, "");
}
