import type { Project } from "../model.ts";
import type { Store } from "../store.ts";

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

/** The open merge requests of a project. */
export function openMergeRequests(_store: Store, _project: Project): MergeRequestFacts[] {
  return [];
}

export function mergeRequestOf(
  store: Store,
  project: Project,
  iid: number | null,
): MergeRequestFacts | undefined {
  if (iid === null) return undefined;
  return openMergeRequests(store, project).find((one) => one.iid === iid);
}

/** `acme/shop!1,acme/shop!2`: at most four of those from a branch, or undefined without any. */
export function openFrom(store: Store, project: Project, branch: string): string | undefined {
  const found = openMergeRequests(store, project)
    .filter(({ sourceBranch }) => sourceBranch === branch)
    .slice(0, 4)
    .map(({ iid }) => `${store.fullPath(project)}!${iid}`);
  return found.length > 0 ? found.join(",") : undefined;
}
