import { acting } from "../acting.ts";
import { ApiError, refused } from "../errors.ts";
import { type Change, mayMergeInto, mayPushTo } from "../git/branchCheck.ts";
import { afterChanges, none, pusherTo } from "../git/changes.ts";
import { by, commitTree, mergeBase, mergedTree, moveRef, treeOf } from "../git/merging.ts";
import type { Project, User } from "../model.ts";
import { unauthorized } from "../people/actor.ts";
import { matching } from "../protections.ts";
import { deleteBranch, tip } from "../repositories.ts";
import { shown } from "../projectSettings.ts";
import type { Store } from "../store.ts";
import { gitProblem, mergeMethod, pipelineProblem, stateProblem } from "./checks.ts";
import type { MergeOptions, MergeRequest } from "./model.ts";
import { look } from "./refs.ts";

const squashing = acting<{ squash_option?: string }>("project")("squash_option");

/**
 * Merges as the project says: by a merge commit, or by moving the target on.
 *
 * @param origin where the instance is
 * @throws ApiError 401 to who may not merge into the branch, 405 or 422 where nobody may now, 409 where
 *   the source isn't what was asked for
 */
export function merge(
  store: Store,
  origin: string,
  { project, mergeRequest, user }: { project: Project; mergeRequest: MergeRequest; user: User },
  options: MergeOptions,
): void {
  const { sourceBranch, targetBranch } = mergeRequest;
  const who = { project, mergeRequest, user };
  checkMerge(store, origin, who, options);
  if (pipelineProblem(store, project, mergeRequest)) throw notAllowed();
  const pusher = pusherTo(store, origin, project, user);
  const head = mergeRequest.sha!;
  const folder = store.repository(project);
  const before = tip(folder, targetBranch)!;
  const squashed = isSquashed(project, options.squash ?? mergeRequest.squash)
    ? squash(folder, before, head, options.squash_commit_message ?? mergeRequest.title, user)
    : undefined;
  const source = squashed ?? head;
  const isFastForward = mergeMethod(project) === "ff";
  const message = options.merge_commit_message ?? defaultMessage(store, project, mergeRequest);
  const after = isFastForward
    ? source
    : commitTree(folder, mergedTree(folder, before, source)!, [before, source], message, by(user));
  moveRef(folder, `refs/heads/${targetBranch}`, after, before);

  const now = new Date().toISOString();
  Object.assign(mergeRequest, {
    state: "merged",
    mergeCommitSha: isFastForward ? null : after,
    squashCommitSha: squashed ?? null,
    mergedById: user.id,
    mergedAt: now,
    updatedAt: now,
    autoMerge: null,
  });
  const changes: Change[] = [{ ref: `refs/heads/${targetBranch}`, before, after }];
  const removes = options.should_remove_source_branch ?? mergeRequest.removeSourceBranch;
  if (removes && mayRemove(project, sourceBranch) && mayPushTo(pusher, sourceBranch)) {
    deleteBranch(folder, sourceBranch);
    changes.push({ ref: `refs/heads/${sourceBranch}`, before: head, after: none(head) });
  }
  afterChanges(store, { project, user }, changes);
  store.listeners.mergeRequest({ project, mergeRequest, user, event: "merge" });
}

/**
 * What must hold of a merge now and of one for later, pipelines apart.
 *
 * @throws ApiError
 */
export function checkMerge(
  store: Store,
  origin: string,
  { project, mergeRequest, user }: { project: Project; mergeRequest: MergeRequest; user: User },
  { sha }: MergeOptions,
): void {
  const pusher = pusherTo(store, origin, project, user);
  if (!mayMergeInto(pusher, mergeRequest.targetBranch)) throw unauthorized();
  if (stateProblem(store, project, mergeRequest)) throw notAllowed();
  if (gitProblem(store, project, mergeRequest)) throw refused(422, "Branch cannot be merged");
  look(store, project, mergeRequest);
  if (sha && sha !== mergeRequest.sha) {
    throw refused(409, `SHA does not match HEAD of source branch: ${mergeRequest.sha}`);
  }
}

function notAllowed(): ApiError {
  return new ApiError(405, { message: "405 Method Not Allowed" });
}

/** Long-lived branches stay: the default one, and those that a rule protects. */
function mayRemove(project: Project, branch: string): boolean {
  return branch !== project.defaultBranch && matching(project, branch).length === 0;
}

/** `never`, `always`, or as the merge request says. */
export function isSquashed(project: Project, wanted: boolean): boolean {
  const { squash_option: option } = squashing(shown(project.settings));
  if (option === "never" || option === "always") return option === "always";
  return wanted;
}

/** The source's changes as one commit on the commit where it had left the target. */
function squash(folder: string, target: string, head: string, message: string, user: User): string {
  const base = mergeBase(folder, target, head)!;
  return commitTree(folder, treeOf(folder, head), [base], message, by(user));
}

/** GitLab's own template for merge commits. */
function defaultMessage(store: Store, project: Project, mergeRequest: MergeRequest): string {
  const { sourceBranch, targetBranch, title, iid } = mergeRequest;
  return [
    `Merge branch '${sourceBranch}' into '${targetBranch}'`,
    title,
    `See merge request ${store.fullPath(project)}!${iid}`,
  ].join("\n\n");
}
