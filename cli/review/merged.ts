import { git, GitError } from "../loop/git.ts";
import { repositoryOf } from "../loop/repository.ts";
import { UserError } from "../terminal/exit.ts";
import { commitNamed, commitState } from "./commitState.ts";
import { Shared } from "./limits.ts";
import type { Side } from "./readStates.ts";
import type { ReviewJob } from "./reviewJob.ts";

/** What a merge would change, and of what. */
export interface Merge {
  /** The target branch as it is, and as it would be. Where both conflict: the branch's beginning, and its end. */
  states: [Side, Side];
  target: { branch: string; commit: string };
  conflicts: boolean;
}

/**
 * Fetches the target branch and the commit into an empty folder, and merges them as data: nothing is checked
 * out, and no hook, filter or setting of either takes effect.
 *
 * @throws UserError
 */
export async function merged(folder: string, job: ReviewJob, branch: string): Promise<Merge> {
  await git(folder, ["init", "--quiet", "--bare", "--template="]);
  const { url, header } = repositoryOf(job.repository);
  const refs = [`+refs/heads/${branch}:refs/slipway/target`, `+${job.commit}:refs/slipway/head`];
  const fetching = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", url, ...refs];
  await git(folder, fetching, "", header);
  const target = await commitNamed(folder, "refs/slipway/target");
  const whole = await mergedTree(folder, target, job.commit);
  const from = whole === undefined ? await beginning(folder, target, job.commit) : target;
  const shared = new Shared();
  const before = await commitState(folder, from, shared);
  const after = await commitState(folder, whole ?? job.commit, shared);
  return {
    states: [
      { ...before, name: branch, commit: from },
      { ...after, name: `!${job.iid}`, commit: job.commit },
    ],
    target: { branch, commit: target },
    conflicts: whole === undefined,
  };
}

/** The tree that comes of a merge; undefined where the two conflict. */
async function mergedTree(
  folder: string,
  target: string,
  commit: string,
): Promise<string | undefined> {
  try {
    const written = await git(folder, ["merge-tree", "--write-tree", target, commit]);
    return written.toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return undefined;
    throw error;
  }
}

async function beginning(folder: string, target: string, commit: string): Promise<string> {
  const base = await git(folder, ["merge-base", target, commit]).catch(() => "");
  const [first = ""] = base.toString("utf8").split("\n");
  if (first !== "") return first;
  throw new UserError(
    `${commit} has no commit in common with the target branch, and can't be merged.`,
  );
}
