import { spawnSync } from "node:child_process";
import { user } from "./store.ts";

/** A commit, as GitLab's API shows it. */
export interface Commit {
  id: string;
  short_id: string;
  parent_ids: string[];
  title: string;
  message: string;
  author_name: string;
  author_email: string;
  authored_date: string;
  committer_name: string;
  committer_email: string;
  committed_date: string;
  created_at: string;
}

const branches = "refs/heads/";

/** Makes an empty bare repository whose HEAD points at a branch that doesn't exist yet. */
export function createRepository(folder: string, defaultBranch: string, format: string): void {
  const options = ["--bare", `--initial-branch=${defaultBranch}`, `--object-format=${format}`];
  git(undefined, ["init", "--quiet", ...options, folder]);
}

/** Commits one file to a branch that doesn't exist yet. */
export function firstCommit(
  folder: string,
  branch: string,
  { path, content, message }: { path: string; content: string; message: string },
): void {
  const person = `${user.name} <admin@example.com> ${Math.floor(Date.now() / 1000)} +0000`;
  git(
    folder,
    ["fast-import", "--quiet"],
    [
      `commit ${branches}${branch}`,
      `author ${person}`,
      `committer ${person}`,
      `data ${Buffer.byteLength(message)}`,
      message,
      `M 100644 inline ${path}`,
      `data ${Buffer.byteLength(content)}`,
      content,
      "",
    ].join("\n"),
  );
}

/** The branches' names, sorted, with the commits at their tips. */
export function listBranches(folder: string): Map<string, Commit> {
  const fields = ["%(objectname)", "%(refname)"];
  const lines = git(folder, ["for-each-ref", `--format=${fields.join(" ")}`, branches]);
  return new Map(
    lines
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [id = "", reference = ""] = line.split(" ");
        return [reference.slice(branches.length), commit(folder, id)];
      }),
  );
}

export function hasBranch(folder: string, name: string): boolean {
  return succeeds(folder, ["rev-parse", "--verify", "--quiet", `${branches}${name}`]);
}

/** Whether there is no branch yet. */
export function isEmpty(folder: string): boolean {
  return git(folder, ["for-each-ref", "--count=1", branches]) === "";
}

/** How many commits a branch has. */
export function countCommits(folder: string, branch: string): number {
  return Number(git(folder, ["rev-list", "--count", `${branches}${branch}`]));
}

/** Whether a branch is there and has a file. */
export function hasFile(folder: string, branch: string, path: string): boolean {
  return succeeds(folder, ["cat-file", "-e", `${branches}${branch}:${path}`]);
}

/** Whether git takes this as a branch's name. */
export function isBranchName(name: string): boolean {
  return succeeds(undefined, ["check-ref-format", "--branch", name]);
}

/** The commit that a branch, tag or hash names, or undefined. */
export function resolve(folder: string, reference: string): string | undefined {
  for (const candidate of [`${branches}${reference}`, `refs/tags/${reference}`, reference]) {
    if (candidate.startsWith("-")) continue;
    const answer = run(folder, ["rev-parse", "--verify", "--quiet", `${candidate}^{commit}`]);
    if (answer.status === 0) return answer.stdout.trim();
  }
  return undefined;
}

export function createBranch(folder: string, name: string, commitId: string): void {
  git(folder, ["update-ref", `${branches}${name}`, commitId, ""]);
}

export function deleteBranch(folder: string, name: string): void {
  git(folder, ["update-ref", "-d", `${branches}${name}`]);
}

/** Points HEAD at another branch. */
export function setHead(folder: string, branch: string): void {
  git(folder, ["symbolic-ref", "HEAD", `${branches}${branch}`]);
}

/** Whether everything on a branch is on another one too. */
export function isMerged(folder: string, branch: string, into: string): boolean {
  return succeeds(folder, [
    "merge-base",
    "--is-ancestor",
    `${branches}${branch}`,
    `${branches}${into}`,
  ]);
}

function commit(folder: string, id: string): Commit {
  const format = ["%H", "%P", "%s", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"].join("%x00");
  const fields = git(folder, ["show", "--no-patch", `--format=${format}`, id]).split("\0");
  const [hash = "", parents = "", title = "", authorName = "", authorEmail = ""] = fields;
  const [authored = "", committerName = "", committerEmail = "", committed = "", message = ""] =
    fields.slice(5);
  return {
    id: hash,
    short_id: hash.slice(0, 8),
    parent_ids: parents === "" ? [] : parents.split(" "),
    title,
    message: message.trimEnd(),
    author_name: authorName,
    author_email: authorEmail,
    authored_date: authored,
    committer_name: committerName,
    committer_email: committerEmail,
    committed_date: committed,
    created_at: committed,
  };
}

function succeeds(folder: string | undefined, args: string[]): boolean {
  return run(folder, args).status === 0;
}

function git(folder: string | undefined, args: string[], input?: string): string {
  const result = run(folder, args, input);
  if (result.status !== 0) {
    throw new Error(`git ${args[0]} failed: ${result.stderr.trim() || String(result.error)}`);
  }
  return result.stdout;
}

function run(folder: string | undefined, args: string[], input = "") {
  // The environment is git's own, whatever repository or settings the caller has around it.
  const environment = { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  return spawnSync("git", folder ? ["--git-dir", folder, ...args] : args, {
    encoding: "utf8",
    input,
    env: environment,
  });
}
