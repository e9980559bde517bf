import type { Pipeline } from "../ci/model.ts";
import { ApiError } from "../errors.ts";
import type { Project, User } from "../model.ts";
import type { Store } from "../store.ts";
import { isActive } from "./checks.ts";
import { headPipeline, openMergeRequests } from "./find.ts";
import { checkMerge, merge } from "./merge.ts";
import type { MergeOptions, MergeRequest } from "./model.ts";

interface Who {
  project: Project;
  mergeRequest: MergeRequest;
  user: User;
}

/** Whether there is a pipeline to wait for. */
export function waits(store: Store, { project, mergeRequest }: Who): boolean {
  const pipeline = headPipeline(store, project, mergeRequest);
  return pipeline !== undefined && isActive(pipeline);
}

/**
 * Merges when the pipeline has succeeded, as who asks for it now. A push to the source ends that.
 *
 * @throws ApiError as for a merge
 */
export function mergeLater(store: Store, origin: string, who: Who, options: MergeOptions): void {
  checkMerge(store, origin, who, options);
  who.mergeRequest.autoMerge = { userId: who.user.id, options };
  store.save();
}

/** Merges what waited for a pipeline that has succeeded. What can't be merged any more stays open. */
export function mergeWhatWaited(store: Store, pipeline: Pipeline): void {
  if (pipeline.status !== "success") return;
  const project = store.data.projects.find(({ id }) => id === pipeline.projectId);
  if (!project) return;
  for (const mergeRequest of openMergeRequests(project)) {
    const { autoMerge } = mergeRequest;
    const user = store.data.users.find(({ id }) => id === autoMerge?.userId);
    if (!autoMerge || !user) continue;
    if (headPipeline(store, project, mergeRequest) !== pipeline) continue;
    mergeRequest.autoMerge = null;
    try {
      merge(store, store.origin, { project, mergeRequest, user }, autoMerge.options);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}
