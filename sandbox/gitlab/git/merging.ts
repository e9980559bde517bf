import type { User } from "../model.ts";
import { git, run } from "./command.ts";
import { keeper } from "./kept.ts";

/** The commit at which two parted, if they have one in common. */
export function mergeBase(folder: string, one: string, other: string): string | undefined {
  const { status, stdout } = run(folder, ["merge-base", one, other]);
  return status === 0 ? stdout.trim() : undefined;
}

/** Of two commits' hashes. */
export const isAncestor = keeper(
  (folder, older: string, newer: string) =>
    run(folder, ["merge-base", "--is-ancestor", older, newer]).status === 0,
);

/** The tree of two commits merged, or undefined where they conflict. */
export function mergedTree(folder: string, ours: string, theirs: string): string | undefined {
  const { status, stdout } = run(folder, ["merge-tree", "--write-tree", ours, theirs]);
  return status === 0 ? stdout.split("\n")[0] : undefined;
}

/**
 * The tree of one commit with what changed between two others, or undefined where that conflicts: with
 * a commit's parent and itself a cherry-pick, the other way round a revert.
 */
export function appliedTree(
  folder: string,
  onto: string,
  from: string,
  to: string,
): string | undefined {
  // git merge-tree takes no base before 2.40: commits of the same trees have the one that is wanted.
  const base = bare(folder, from, []);
  return mergedTree(folder, bare(folder, onto, [base]), bare(folder, to, [base]));
}

function bare(folder: string, commit: string, parents: string[]): string {
  const person = { name: "GitLab", email: "gitlab@example.com" };
  const tree = treeOf(folder, commit);
  return commitTree(folder, tree, parents, "base", { author: person, committer: person });
}

export function treeOf(folder: string, commit: string): string {
  return git(folder, ["rev-parse", `${commit}^{tree}`]).trim();
}

interface Person {
  name: string;
  email: string;
  /** @default now */
  date?: string;
}

export interface People {
  author: Person;
  committer: Person;
}

export function by({ name, email }: User): People {
  return { author: { name, email }, committer: { name, email } };
}

/** Makes a commit that no ref has yet. */
export function commitTree(
  folder: string,
  tree: string,
  parents: string[],
  message: string,
  { author, committer }: People,
): string {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  return git(folder, args, {
    input: message.endsWith("\n") ? message : `${message}\n`,
    env: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      ...(author.date ? { GIT_AUTHOR_DATE: author.date } : {}),
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
    },
  }).trim();
}

/**
 * Moves a ref.
 *
 * @throws Error if it is not at `before` any more
 */
export function moveRef(folder: string, ref: string, after: string, before: string): void {
  git(folder, ["update-ref", ref, after, before]);
}
