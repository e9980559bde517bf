import { isNone, nameIn } from "../git/branchCheck.ts";
import { commitAt } from "../git/log.ts";
import type { Push } from "../listeners.ts";
import type { Store } from "../store.ts";
import { createMergeRequest } from "./changes.ts";
import { openMergeRequests } from "./find.ts";

/**
 * Opens the merge request that a push asks for: `git push -o merge_request.create`, with
 * `merge_request.target=…`, `.title=…`, `.description=…` and `.remove_source_branch` beside it
 * (GitLab's page "Push options").
 */
export function openByPush(store: Store, push: Omit<Push, "options">, options: string[]): void {
  const { project, user, ref, after } = push;
  const branch = nameIn("refs/heads/", ref);
  if (branch === undefined || isNone(after)) return;
  const asked = new Map(
    options
      .filter((option) => option.startsWith("merge_request."))
      .map((option) => {
        const [, name = "", value = ""] = /^merge_request\.([^=]+)=?(.*)$/s.exec(option) ?? [];
        return [name, value];
      }),
  );
  const target = asked.get("target") ?? project.defaultBranch;
  const isOpen = openMergeRequests(project).some(
    (one) => one.sourceBranch === branch && one.targetBranch === target,
  );
  if (!asked.has("create") || isOpen || branch === target) return;
  createMergeRequest(store, project, user, {
    source_branch: branch,
    target_branch: target,
    title: asked.get("title") ?? commitAt(store.repository(project), after).title,
    description: asked.get("description") ?? null,
    ...(asked.has("remove_source_branch") ? { remove_source_branch: true } : {}),
  });
}
