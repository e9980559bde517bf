import { type Change, isNone, nameIn } from "../git/branchCheck.ts";
import { isAncestor } from "../git/merging.ts";
import type { MergeRequestEvent } from "../listeners.ts";
import type { Project, User } from "../model.ts";
import type { Store } from "../store.ts";
import { openMergeRequests } from "./find.ts";
import { look } from "./refs.ts";

/**
 * What a changed branch does to open merge requests: of its source a new commit, or its end; into its
 * target a merge that was made elsewhere (`MergeRequests::RefreshService`).
 *
 * @returns what to tell those who listen
 */
export function refresh(
  store: Store,
  { project, user }: { project: Project; user: User },
  change: Change,
): MergeRequestEvent[] {
  const branch = nameIn("refs/heads/", change.ref);
  if (branch === undefined) return [];
  const now = new Date().toISOString();
  const folder = store.repository(project);
  const open = openMergeRequests(project);
  const isGone = isNone(change.after);

  const merged = open.filter(
    ({ targetBranch, sha }) =>
      targetBranch === branch &&
      sha !== null &&
      !isGone &&
      !isNone(change.before) &&
      isAncestor(folder, sha, change.after) &&
      !isAncestor(folder, sha, change.before),
  );
  const ended = { mergedById: user.id, mergedAt: now, updatedAt: now };
  for (const mergeRequest of merged) Object.assign(mergeRequest, { state: "merged", ...ended });

  const from = open.filter((one) => one.sourceBranch === branch && one.state === "opened");
  for (const mergeRequest of from) {
    Object.assign(mergeRequest, { updatedAt: now, autoMerge: null, mergeError: null });
    if (isGone)
      Object.assign(mergeRequest, { state: "closed", closedById: user.id, closedAt: now });
    else look(store, project, mergeRequest);
  }
  const told = { project, user, before: change.before };
  return [
    ...merged.map((mergeRequest) => ({ ...told, mergeRequest, event: "merge" as const })),
    ...from.map((mergeRequest) => ({
      ...told,
      mergeRequest,
      event: isGone ? ("close" as const) : ("update" as const),
    })),
  ];
}
