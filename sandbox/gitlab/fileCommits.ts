import { spawnSync } from "node:child_process";
import { type Commit, listBranches } from "./repositories.ts";

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
  const [mode = "", type, id = ""] = git(folder, ["ls-tree", commit, "--", path])
    .toString()
    .split(/[ \t]/);
  if (type !== "blob") return undefined;
  const log = ["log", "-1", "--format=%H", commit, "--", `:(literal)${path}`];
  return {
    id,
    content: git(folder, ["cat-file", "blob", id]),
    isExecutable: mode === "100755",
    lastCommit: git(folder, log).toString().trim(),
  };
}

/** One change of one file. */
export interface FileChange {
  branch: string;
  path: string;
  /** Nothing deletes it. */
  content: Buffer | undefined;
  isExecutable: boolean;
  message: string;
  author: { name: string; email: string };
  committer: { name: string; email: string };
}

/** Commits the change on top of its branch, which must be there; git says no if it moved meanwhile. */
export function commitChange(folder: string, change: FileChange): Commit {
  const { branch, path, content, message } = change;
  const time = Math.floor(Date.now() / 1000);
  const person = ({ name, email }: FileChange["author"]) => `${name} <${email}> ${time} +0000`;
  const mode = change.isExecutable ? "100755" : "100644";
  const start = [
    `commit refs/heads/${branch}`,
    `author ${person(change.author)}`,
    `committer ${person(change.committer)}`,
    `data ${Buffer.byteLength(message)}`,
    message,
    `from refs/heads/${branch}^0`,
    content ? `M ${mode} inline ${path}\ndata ${content.length}` : `D ${path}`,
    "",
  ];
  const input = [Buffer.from(start.join("\n")), content ?? Buffer.alloc(0), Buffer.from("\n")];
  git(folder, ["fast-import", "--quiet"], Buffer.concat(input));
  return listBranches(folder, branch).get(branch)!;
}

function git(folder: string, args: string[], input?: Buffer): Buffer {
  const env = { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  const options = { input, env, maxBuffer: 1024 ** 3 };
  const { status, stdout, stderr, error } = spawnSync(
    "git",
    ["--git-dir", folder, ...args],
    options,
  );
  if (status === 0) return stdout;
  throw new Error(`git ${args[0]} failed: ${stderr?.toString().trim() || String(error)}`);
}
