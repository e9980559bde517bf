import { notFound } from "../errors.ts";
import { git } from "../git/command.ts";
import type { Project } from "../model.ts";
import { hasBranch } from "../repositories.ts";
import type { Store } from "../store.ts";
import type { Pipeline } from "../ci/model.ts";
import type { MergeRequest } from "./model.ts";

/** A project's open merge requests. */
export function openMergeRequests(project: Project): MergeRequest[] {
  return project.mergeRequests.filter(({ state }) => state === "opened");
}

/** @throws ApiError 404 */
export function mergeRequestAt(project: Project, iid: unknown): MergeRequest {
  const found = project.mergeRequests.find((one) => one.iid === iid);
  if (!found) throw notFound();
  return found;
}

/** The newest pipeline of a merge request's commit: its own, or its source branch's. */
export function headPipeline(
  store: Store,
  project: Project,
  { iid, sha, sourceBranch }: MergeRequest,
): Pipeline | undefined {
  return store.data.ci.pipelines
    .filter(
      (pipeline) =>
        pipeline.projectId === project.id &&
        pipeline.sha === sha &&
        (pipeline.mergeRequestIid === iid ||
          (pipeline.mergeRequestIid === null && !pipeline.tag && pipeline.ref === sourceBranch)),
    )
    .sort((left, right) => right.id - left.id)[0];
}

/** How many commits the target has that the source hasn't. */
export function diverged(store: Store, project: Project, mergeRequest: MergeRequest): number {
  const { sha, targetBranch } = mergeRequest;
  const folder = store.repository(project);
  if (sha === null || !hasBranch(folder, targetBranch)) return 0;
  return Number(git(folder, ["rev-list", "--count", `${sha}..refs/heads/${targetBranch}`]));
}
