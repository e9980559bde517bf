import { git } from "../git/command.ts";
import { mergeBase } from "../git/merging.ts";
import type { Project } from "../model.ts";
import { tip } from "../repositories.ts";
import type { Store } from "../store.ts";
import type { MergeRequest } from "./model.ts";

/**
 * Takes what a merge request's branches are now, and keeps the source's commit from being lost under
 * `refs/merge-requests/<iid>/head`, as GitLab does.
 */
export function look(store: Store, project: Project, mergeRequest: MergeRequest): void {
  const folder = store.repository(project);
  const source = tip(folder, mergeRequest.sourceBranch);
  const target = tip(folder, mergeRequest.targetBranch);
  if (source === undefined) return;
  const startSha = target ?? null;
  const baseSha = (target && mergeBase(folder, target, source)) ?? null;
  Object.assign(mergeRequest, { sha: source, startSha, baseSha });
  const versions = (mergeRequest.versions ??= []);
  const last = versions.at(-1);
  if (last?.sha !== source || last.baseSha !== baseSha) {
    const createdAt = new Date().toISOString();
    const id = store.number("merge request version");
    versions.push({ id, sha: source, baseSha, startSha, createdAt });
  }
  git(folder, ["update-ref", `refs/merge-requests/${mergeRequest.iid}/head`, source]);
}
