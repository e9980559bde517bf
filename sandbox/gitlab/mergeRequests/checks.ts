import { acting } from "../acting.ts";
import type { Pipeline } from "../ci/model.ts";
import { isAncestor, mergedTree } from "../git/merging.ts";
import type { Project } from "../model.ts";
import { tip } from "../repositories.ts";
import { shown } from "../projectSettings.ts";
import type { Store } from "../store.ts";
import { headPipeline } from "./find.ts";
import type { MergeRequest } from "./model.ts";

interface Settings {
  only_allow_merge_if_all_discussions_are_resolved?: boolean;
  only_allow_merge_if_pipeline_succeeds?: boolean;
  allow_merge_on_skipped_pipeline?: boolean;
  merge_method?: string;
}

const asked = acting<Settings>("project")(
  "only_allow_merge_if_all_discussions_are_resolved",
  "only_allow_merge_if_pipeline_succeeds",
  "allow_merge_on_skipped_pipeline",
  "merge_method",
);

/** `merge`, `rebase_merge` or `ff`: how the project merges. */
export function mergeMethod(project: Project): string {
  return asked(shown(project.settings)).merge_method ?? "merge";
}

/**
 * Why a merge request can't be merged now, or `mergeable`: GitLab's `detailed_merge_status`
 * (`MergeRequests::Mergeability`). What git says comes after what people say, pipelines last.
 */
export function detailedMergeStatus(
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
): string {
  return (
    stateProblem(store, project, mergeRequest) ??
    gitProblem(store, project, mergeRequest) ??
    pipelineProblem(store, project, mergeRequest) ??
    "mergeable"
  );
}

/** What its state, its title, its branches and its discussions say. */
export function stateProblem(
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
): string | undefined {
  const folder = store.repository(project);
  const { only_allow_merge_if_all_discussions_are_resolved: resolved } = asked(
    shown(project.settings),
  );
  if (mergeRequest.state !== "opened") return "not_open";
  if (isDraft(mergeRequest)) return "draft_status";
  const source = tip(folder, mergeRequest.sourceBranch);
  const target = tip(folder, mergeRequest.targetBranch);
  if (!source || !target || isAncestor(folder, source, target)) return "commits_status";
  if (resolved && !isResolved(mergeRequest)) return "discussions_not_resolved";
  return undefined;
}

/** What git says: two commits that conflict, or a target that the project's method must not have left. */
export function gitProblem(
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
): string | undefined {
  const folder = store.repository(project);
  const source = tip(folder, mergeRequest.sourceBranch);
  const target = tip(folder, mergeRequest.targetBranch);
  if (!source || !target) return "conflict";
  if (mergedTree(folder, target, source) === undefined) return "conflict";
  const isBehind = !isAncestor(folder, target, source);
  return isBehind && mergeMethod(project) !== "merge" ? "need_rebase" : undefined;
}

export function pipelineProblem(
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
): string | undefined {
  const settings = asked(shown(project.settings));
  if (!settings.only_allow_merge_if_pipeline_succeeds) return undefined;
  const pipeline = headPipeline(store, project, mergeRequest);
  if (pipeline?.status === "success") return undefined;
  if (pipeline?.status === "skipped" && settings.allow_merge_on_skipped_pipeline) return undefined;
  return pipeline && isActive(pipeline) ? "ci_still_running" : "ci_must_pass";
}

/** Whether a pipeline goes on by itself. */
export function isActive({ status }: Pipeline): boolean {
  return ["created", "waiting_for_resource", "pending", "running"].includes(status);
}

/** Whether the title says that it isn't ready. */
export function isDraft({ title }: MergeRequest): boolean {
  return /^\s*(?:\[draft\]|\(draft\)|draft:|draft -)/i.test(title);
}

/** Whether nobody has begun a discussion that is open. */
export function isResolved({ notes }: MergeRequest): boolean {
  return notes.every(({ resolvable, resolvedById }) => !resolvable || resolvedById !== null);
}
