import { presentPipeline, basicPipeline } from "../ci/present.ts";
import { diffs } from "../git/diff.ts";
import type { Values } from "../input.ts";
import type { Project, User } from "../model.ts";
import { presentUser } from "../people/presentUser.ts";
import type { Store } from "../store.ts";
import { detailedMergeStatus, gitProblem, isDraft, isResolved } from "./checks.ts";
import { headPipeline } from "./find.ts";
import { isSquashed } from "./merge.ts";
import type { MergeRequest } from "./model.ts";

/**
 * A merge request with all that GitLab's API knows of one in lists.
 *
 * @param origin where the instance is
 */
export function presentBasic(
  origin: string,
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
): Values {
  const { id, iid, title, description, state, squash, sha } = mergeRequest;
  const person = (userId: number | null): Values | null => {
    const found = store.data.users.find((user) => user.id === userId);
    return found ? presentUser(origin, found) : null;
  };
  const people = (ids: number[]) => ids.flatMap((userId) => person(userId) ?? []);
  const assignees = people(mergeRequest.assigneeIds);
  const fullPath = store.fullPath(project);
  const isOpen = state === "opened";
  const git = isOpen ? gitProblem(store, project, mergeRequest) : undefined;
  const mergedBy = person(mergeRequest.mergedById);
  const mergeUser = person(mergeRequest.autoMerge?.userId ?? mergeRequest.mergedById);
  return {
    ...{ id, iid, project_id: project.id, title, description, state },
    created_at: mergeRequest.createdAt,
    updated_at: mergeRequest.updatedAt,
    merged_by: mergedBy,
    merge_user: mergeUser,
    merged_at: mergeRequest.mergedAt,
    closed_by: person(mergeRequest.closedById),
    closed_at: mergeRequest.closedAt,
    target_branch: mergeRequest.targetBranch,
    source_branch: mergeRequest.sourceBranch,
    user_notes_count: mergeRequest.notes.length,
    upvotes: 0,
    downvotes: 0,
    author: person(mergeRequest.authorId),
    assignees,
    assignee: assignees[0] ?? null,
    reviewers: people(mergeRequest.reviewerIds),
    source_project_id: project.id,
    target_project_id: project.id,
    labels: mergeRequest.labels,
    draft: isDraft(mergeRequest),
    imported: false,
    imported_from: "none",
    work_in_progress: isDraft(mergeRequest),
    milestone: null,
    merge_when_pipeline_succeeds: Boolean(mergeRequest.autoMerge),
    merge_status: git === "conflict" ? "cannot_be_merged" : "can_be_merged",
    detailed_merge_status: detailedMergeStatus(store, project, mergeRequest),
    merge_after: null,
    sha,
    merge_commit_sha: mergeRequest.mergeCommitSha,
    squash_commit_sha: mergeRequest.squashCommitSha,
    discussion_locked: mergeRequest.discussionLocked || null,
    should_remove_source_branch:
      mergeRequest.autoMerge?.options.should_remove_source_branch ?? null,
    force_remove_source_branch: mergeRequest.removeSourceBranch,
    prepared_at: mergeRequest.createdAt,
    reference: `!${iid}`,
    references: { short: `!${iid}`, relative: `!${iid}`, full: `${fullPath}!${iid}` },
    web_url: `${origin}/${fullPath}/-/merge_requests/${iid}`,
    time_stats: {
      time_estimate: 0,
      total_time_spent: 0,
      human_time_estimate: null,
      human_total_time_spent: null,
    },
    squash,
    squash_on_merge: isSquashed(project, squash),
    task_completion_status: tasks(description ?? ""),
    has_conflicts: git === "conflict",
    blocking_discussions_resolved: isResolved(mergeRequest),
    approvals_before_merge: null,
  };
}

/** A merge request on its own, with its pipeline and who may merge it. */
export function presentMergeRequest(
  origin: string,
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
  viewer: { user: User; mayMerge: boolean } | undefined,
): Values {
  const { baseSha, startSha, sha } = mergeRequest;
  const pipeline = headPipeline(store, project, mergeRequest);
  const folder = store.repository(project);
  const count = baseSha && sha ? diffs(folder, baseSha, sha).length : 0;
  return {
    ...presentBasic(origin, store, project, mergeRequest),
    subscribed: viewer?.user.id === mergeRequest.authorId,
    changes_count: count === 0 ? null : String(count),
    latest_build_started_at: pipeline?.startedAt ?? null,
    latest_build_finished_at: pipeline?.finishedAt ?? null,
    first_deployed_to_production_at: null,
    pipeline: pipeline ? basicPipeline(store, pipeline) : null,
    head_pipeline: pipeline ? presentPipeline(store, pipeline) : null,
    diff_refs: baseSha ? { base_sha: baseSha, head_sha: sha, start_sha: startSha } : null,
    merge_error: mergeRequest.mergeError ?? null,
    first_contribution: false,
    user: { can_merge: viewer?.mayMerge ?? false },
  };
}

/** Boxes in a description, and those that are ticked. */
function tasks(text: string): Values {
  const boxes = [...text.matchAll(/^\s*(?:[-*+]|\d+\.)\s+\[([ xX])\]/gm)];
  return { count: boxes.length, completed_count: boxes.filter(([, box]) => box !== " ").length };
}
