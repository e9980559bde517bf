import { mayMergeInto } from "../git/branchCheck.ts";
import type { Project, User } from "../model.ts";
import { accessLevel, roles } from "../people/roles.ts";
import type { Store } from "../store.ts";

/**
 * Whether somebody may push or merge to a branch, which is what GitLab asks of who starts its
 * pipelines and presses their jobs (`Gitlab::UserAccess#can_update_branch?`).
 */
export function mayUpdateBranch(
  store: Store,
  user: User,
  project: Project,
  branch: string,
): boolean {
  const level = accessLevel(store, user, project);
  return mayMergeInto({ level, rules: project.protectedBranches }, branch);
}

/**
 * Whether somebody may press, retry and cancel what a ref's pipelines hold: a Developer, and of a
 * protected branch whoever may push or merge to it (`Ci::BuildPolicy`).
 */
export function mayUpdatePipeline(
  store: Store,
  user: User,
  project: Project,
  { ref, tag }: { ref: string; tag: boolean },
): boolean {
  if (accessLevel(store, user, project) < roles.developer) return false;
  return tag || mayUpdateBranch(store, user, project, ref);
}
