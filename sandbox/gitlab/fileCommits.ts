import { blob, git } from "./git/command.ts";
import type { People } from "./git/merging.ts";
import { resolve } from "./repositories.ts";

/** What a commit has at a path. */
export interface Blob {
  id: string;
  content: Buffer;
  isExecutable: boolean;
  /** The last commit that changed it. */
  lastCommit: string;
}

/** The file at a path of a commit, if there is one. */
export function readBlob(folder: string, commit: string, path: string): Blob | undefined {
  const [mode = "", type, id = ""] = git(folder, ["ls-tree", commit, "--", path]).split(/[ \t]/);
  if (type !== "blob") return undefined;
  const log = ["log", "-1", "--format=%H", commit, "--", `:(literal)${path}`];
  return {
    id,
    content: blob(folder, id),
    isExecutable: mode === "100755",
    lastCommit: git(folder, log).trim(),
  };
}

/** What a commit does to one path, as git fast-import takes it. */
export function written(path: string, content: Buffer, isExecutable: boolean): Buffer {
  const mode = isExecutable ? "100755" : "100644";
  const head = Buffer.from(`M ${mode} inline ${quoted(path)}\ndata ${content.length}\n`);
  return Buffer.concat([head, content, Buffer.from("\n")]);
}

export function removed(path: string): Buffer {
  return Buffer.from(`D ${quoted(path)}\n`);
}

/** A path in one line: a push may bring names that have several, and would be commands here. */
function quoted(path: string): string {
  const escaped = path.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

/** As git writes a name and an address into a commit: without what would end them (ident.c). */
function ident({ name, email }: People["author"]): string {
  const [clean, address] = [name, email].map((one) => one.replaceAll(/[\0\n<>]/g, ""));
  return `${clean} <${address}>`;
}

interface FileCommit extends People {
  branch: string;
  /** The commit that it comes after; undefined for a branch's first. */
  from: string | undefined;
  message: string;
  changes: Buffer[];
}

/**
 * Commits changes of files to a branch, and tells the commit.
 *
 * @throws Error if the branch is there and is not at `from`
 */
export function commitFiles(folder: string, commit: FileCommit): string {
  const { branch, from, message, author, committer, changes } = commit;
  const time = Math.floor(Date.now() / 1000);
  const start = [
    `commit refs/heads/${branch}`,
    `author ${ident(author)} ${time} +0000`,
    `committer ${ident(committer)} ${time} +0000`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...(from === undefined ? [] : [`from ${from}`]),
    "",
  ];
  const input = Buffer.concat([Buffer.from(start.join("\n")), ...changes, Buffer.from("\n")]);
  git(folder, ["fast-import", "--quiet"], { input });
  return resolve(folder, `refs/heads/${branch}`)!;
}
