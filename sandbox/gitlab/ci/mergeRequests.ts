import { mergeBase } from "../git/merging.ts";
import type { MergeRequestEvent } from "../listeners.ts";
import type { MergeRequest } from "../mergeRequests/model.ts";
import type { Project } from "../model.ts";
import { matching } from "../protections.ts";
import { hasBranch } from "../repositories.ts";
import type { Store } from "../store.ts";
import { nowhere } from "./git.ts";
import { createPipeline, type Outcome } from "./pipelines/create.ts";
import type { User } from "../model.ts";

/** What a pipeline wants to know of the merge request that it is of. */
export interface MergeRequestFacts {
  id: number;
  iid: number;
  title: string;
  sourceBranch: string;
  targetBranch: string;
  /** The source branch's tip. */
  sha: string;
  /** Where the source branch left the target. */
  baseSha: string;
  sourceProtected: boolean;
  targetProtected: boolean;
}

export function mergeRequestOf(
  store: Store,
  project: Project,
  iid: number | null,
): MergeRequestFacts | undefined {
  const found = project.mergeRequests.find((one) => one.iid === iid);
  if (!found || found.sha === null) return undefined;
  return facts(store, project, { ...found, sha: found.sha });
}

/** `acme/shop!1,acme/shop!2`: at most four open ones from a branch, or undefined without any. */
export function openFrom(store: Store, project: Project, branch: string): string | undefined {
  const found = project.mergeRequests
    .filter(({ state, sourceBranch }) => state === "opened" && sourceBranch === branch)
    .slice(0, 4)
    .map(({ iid }) => `${store.fullPath(project)}!${iid}`);
  return found.length > 0 ? found.join(",") : undefined;
}

/** A new merge request gets a pipeline, and an open one another with each push to its source. */
export function mergeRequestChanged(store: Store, happened: MergeRequestEvent): void {
  const { project, mergeRequest, user, event, before } = happened;
  const isPush = event === "update" && before !== undefined;
  if (event !== "open" && !isPush) return;
  createForMergeRequest(store, project, mergeRequest, user, before);
  store.save();
}

export function createForMergeRequest(
  store: Store,
  project: Project,
  mergeRequest: MergeRequest,
  user: User,
  beforeSha = nowhere,
): Outcome {
  const { iid, sha } = mergeRequest;
  if (sha === null) return { refused: "The source branch does not exist" };
  return createPipeline(store, {
    ...{ project, user, sha, beforeSha, tag: false, source: "merge_request_event" },
    ref: `refs/merge-requests/${iid}/head`,
    mergeRequest: facts(store, project, { ...mergeRequest, sha }),
    mayBeSkipped: true,
  });
}

function facts(
  store: Store,
  project: Project,
  mergeRequest: MergeRequest & { sha: string },
): MergeRequestFacts {
  const { id, iid, title, sourceBranch, targetBranch, sha } = mergeRequest;
  const folder = store.repository(project);
  const target = mergeRequest.state === "opened" && hasBranch(folder, targetBranch);
  return {
    ...{ id, iid, title, sourceBranch, targetBranch, sha },
    baseSha: (target ? mergeBase(folder, `refs/heads/${targetBranch}`, sha) : undefined) ?? sha,
    sourceProtected: matching(project, sourceBranch).length > 0,
    targetProtected: matching(project, targetBranch).length > 0,
  };
}
