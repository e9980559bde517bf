import { git, run, succeeds } from "./git/command.ts";
import { keeper } from "./git/kept.ts";
import { hasBranches, readRef } from "./git/refs.ts";

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

/** What for-each-ref tells of a branch and its tip, in the order of commitOf(). */
const fields = [
  "refname:lstrip=2",
  "objectname",
  "parent",
  "contents:subject",
  "contents",
  "authorname",
  "authoremail:trim",
  "authordate:iso-strict",
  "committername",
  "committeremail:trim",
  "committerdate:iso-strict",
];

/**
 * The branches' names, sorted, with the commits at their tips.
 *
 * @param name one branch only, if it is there
 */
export function listBranches(folder: string, name = ""): Map<string, Commit> {
  const format = fields.map((field) => `%(${field})%00`).join("");
  const pattern = `${branches}${name}`;
  const output = git(folder, ["for-each-ref", `--format=${format}`, pattern]);
  return new Map(
    output
      .split("\0\n")
      .slice(0, -1)
      .map((record) => {
        const [branch = "", ...said] = record.split("\0");
        return [branch, commitOf(said)];
      }),
  );
}

/** The branches all of whose commits are on another one too, which is one of them. */
export function mergedBranches(folder: string, into: string): Set<string> {
  if (!hasBranch(folder, into)) return new Set();
  const args = ["for-each-ref", "--format=%(refname:lstrip=2)", `--merged=${branches}${into}`];
  return new Set(git(folder, [...args, branches]).split("\n"));
}

export function hasBranch(folder: string, name: string): boolean {
  return tip(folder, name) !== undefined;
}

/** Whether there is no branch yet. */
export function isEmpty(folder: string): boolean {
  return !hasBranches(folder);
}

/** How many commits a branch has. */
export function countCommits(folder: string, branch: string): number {
  return Number(git(folder, ["rev-list", "--count", `${branches}${branch}`]));
}

/** Whether a branch is there and has a file. */
export function hasFile(folder: string, branch: string, path: string): boolean {
  const commit = tip(folder, branch);
  return commit !== undefined && commitHasFile(folder, commit, path);
}

const commitHasFile = keeper((folder, commit: string, path: string) =>
  succeeds(folder, ["cat-file", "-e", `${commit}:${path}`]),
);

/** Whether git takes this as a branch's name. */
export function isBranchName(name: string): boolean {
  return succeeds(undefined, ["check-ref-format", "--branch", name]);
}

/** The commit that a branch, tag or hash names, or undefined. */
export function resolve(folder: string, reference: string): string | undefined {
  const tag = `refs/tags/${reference}`;
  // A tag may be an object of its own, which names the commit.
  const name = readRef(folder, tag) === undefined ? reference : tag;
  return tip(folder, reference) ?? whole(folder, reference) ?? commitNamed(folder, name);
}

/** A branch's commit, if it is there. */
export function tip(folder: string, branch: string): string | undefined {
  return readRef(folder, `${branches}${branch}`);
}

/** The same, by the branch's whole name. */
function whole(folder: string, reference: string): string | undefined {
  return reference.startsWith(branches) ? readRef(folder, reference) : undefined;
}

function commitNamed(folder: string, name: string): string | undefined {
  if (name.startsWith("-")) return undefined;
  const answer = run(folder, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  return answer.status === 0 ? answer.stdout.trim() : undefined;
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

/** A commit of what git says of it: its hash, its parents, title and message, then who and when. */
export function commitOf(said: string[]): Commit {
  const [id = "", parents = "", title = "", message = "", ...people] = said;
  const [authorName = "", authorEmail = "", authored = ""] = people;
  const [committerName = "", committerEmail = "", committed = ""] = people.slice(3);
  return {
    id,
    short_id: id.slice(0, 8),
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
