import { acting } from "../acting.ts";
import { refused } from "../errors.ts";
import { isGiven, type Values } from "../input.ts";
import type { Project, User } from "../model.ts";
import { requireOneOf } from "../parameters.ts";
import { shown } from "../projectSettings.ts";
import { isBranchName } from "../repositories.ts";
import type { Store } from "../store.ts";
import { openMergeRequests } from "./find.ts";
import type { MergeRequest } from "./model.ts";
import { look } from "./refs.ts";

/** What is asked of a merge request. */
export interface Asked {
  title?: string | null;
  description?: string | null;
  source_branch?: string | null;
  target_branch?: string | null;
  state_event?: "close" | "reopen" | null;
  assignee_id?: number | null;
  assignee_ids?: number[] | null;
  reviewer_ids?: number[] | null;
  labels?: string[] | null;
  add_labels?: string[] | null;
  remove_labels?: string[] | null;
  squash?: boolean | null;
  remove_source_branch?: boolean | null;
  discussion_locked?: boolean | null;
}

const defaults = acting<{ remove_source_branch_after_merge?: boolean; squash_option?: string }>(
  "project",
)("remove_source_branch_after_merge", "squash_option");

/** @throws ApiError 409 or 422, in the words of GitLab's model `MergeRequest` */
export function createMergeRequest(
  store: Store,
  project: Project,
  user: User,
  asked: Asked,
): MergeRequest {
  const settings = defaults(shown(project.settings));
  const now = new Date().toISOString();
  const mergeRequest: MergeRequest = {
    id: 0,
    iid: 0,
    title: asked.title ?? "",
    description: asked.description ?? null,
    sourceBranch: asked.source_branch ?? "",
    targetBranch: asked.target_branch ?? "",
    state: "opened",
    authorId: user.id,
    ...people(store, asked),
    labels: labelsOf([], asked),
    squash: asked.squash ?? ["default_on", "always"].includes(settings.squash_option ?? ""),
    removeSourceBranch:
      asked.remove_source_branch ?? settings.remove_source_branch_after_merge ?? false,
    discussionLocked: false,
    ...{ sha: null, baseSha: null, startSha: null, mergeCommitSha: null, squashCommitSha: null },
    ...{ mergedById: null, mergedAt: null, closedById: null, closedAt: null },
    createdAt: now,
    updatedAt: now,
    notes: [],
  };
  validate(project, mergeRequest);
  mergeRequest.id = store.number("merge request");
  mergeRequest.iid = store.number(`merge request of project ${project.id}`);
  look(store, project, mergeRequest);
  project.mergeRequests.push(mergeRequest);
  store.save();
  store.listeners.mergeRequest({ project, mergeRequest, user, event: "open" });
  return mergeRequest;
}

/** @throws ApiError 400, 409 or 422 */
export function updateMergeRequest(
  store: Store,
  { project, mergeRequest, user }: { project: Project; mergeRequest: MergeRequest; user: User },
  asked: Asked,
): void {
  requireOneOf(
    ["assignee_id", "assignee_ids", "reviewer_ids", "description", "labels", "add_labels"].concat(
      ["remove_labels", "milestone_id", "remove_source_branch", "state_event", "target_branch"],
      ["title", "discussion_locked", "squash"],
    ),
    asked as Values,
  );
  const event = stateEvent(mergeRequest, asked.state_event);
  const now = new Date().toISOString();
  const changed: MergeRequest = {
    ...mergeRequest,
    title: asked.title ?? mergeRequest.title,
    description: "description" in asked ? (asked.description ?? null) : mergeRequest.description,
    targetBranch: asked.target_branch ?? mergeRequest.targetBranch,
    ...people(store, asked, mergeRequest),
    labels: labelsOf(mergeRequest.labels, asked),
    squash: asked.squash ?? mergeRequest.squash,
    removeSourceBranch: asked.remove_source_branch ?? mergeRequest.removeSourceBranch,
    discussionLocked: asked.discussion_locked ?? mergeRequest.discussionLocked,
    ...(event === "close" ? { state: "closed", closedById: user.id, closedAt: now } : {}),
    ...(event === "reopen" ? { state: "opened", closedById: null, closedAt: null } : {}),
    updatedAt: now,
  };
  validate(project, changed);
  Object.assign(mergeRequest, changed);
  if (mergeRequest.state === "opened") look(store, project, mergeRequest);
  store.save();
  store.listeners.mergeRequest({ project, mergeRequest, user, event: event ?? "update" });
}

/** What closes one that is open, or opens one that is closed; nothing else changes its state. */
function stateEvent(
  { state }: MergeRequest,
  event: Asked["state_event"],
): "close" | "reopen" | undefined {
  if (event === "close" && state === "opened") return event;
  return event === "reopen" && state === "closed" ? event : undefined;
}

/** @throws ApiError 409 or 422 */
function validate(project: Project, mergeRequest: MergeRequest): void {
  const { sourceBranch, targetBranch, title } = mergeRequest;
  if (title === "") throw refused(400, { title: ["can't be blank"] });
  if (sourceBranch === targetBranch) {
    throw refused(422, ["You can't use same project/branch for source and target"]);
  }
  for (const [name, branch] of Object.entries({ source: sourceBranch, target: targetBranch })) {
    if (!isBranchName(branch)) throw refused(400, { [`${name}_branch`]: ["is invalid"] });
  }
  if (mergeRequest.state !== "opened") return;
  const other = openMergeRequests(project).find(
    (one) =>
      one.iid !== mergeRequest.iid &&
      one.sourceBranch === sourceBranch &&
      one.targetBranch === targetBranch,
  );
  if (other) {
    const problem = "Another open merge request already exists for this source branch";
    throw refused(409, [`${problem}: !${other.iid}`]);
  }
}

/** Who is to look at it. Of those who are not there nothing is kept; Free takes one of each. */
function people(
  store: Store,
  { assignee_id: single, assignee_ids: several, reviewer_ids: reviewers }: Asked,
  before?: MergeRequest,
): Pick<MergeRequest, "assigneeIds" | "reviewerIds"> {
  const known = (ids: number[]) =>
    ids.filter((id) => store.data.users.some((user) => user.id === id)).slice(0, 1);
  const assignees = several ?? (single === undefined ? undefined : isGiven(single) ? [single] : []);
  return {
    assigneeIds: assignees ? known(assignees) : (before?.assigneeIds ?? []),
    reviewerIds: reviewers ? known(reviewers) : (before?.reviewerIds ?? []),
  };
}

function labelsOf(before: string[], asked: Asked): string[] {
  const { labels, add_labels: added, remove_labels: removed } = asked;
  const all = [...(labels ?? before), ...(added ?? [])].filter((label) => label !== "");
  return [...new Set(all)].filter((label) => !removed?.includes(label)).sort();
}
