import type { Project, User } from "../model.ts";
import { accessLevel, roles } from "../people/roles.ts";
import { matching } from "../protections.ts";
import { shown } from "../projectSettings.ts";
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
  if (level < roles.developer) return false;
  const rules = matching(project, branch);
  return (
    rules.length === 0 ||
    rules.some(({ push, merge }) =>
      [...push, ...merge].some((entry) => entry.level !== 0 && entry.level <= level),
    )
  );
}

/** Whether somebody may read a project's code (`download_code`). */
export function mayReadCode(store: Store, user: User, project: Project): boolean {
  const isPublic = shown(project.settings)["visibility"] === "public";
  return isPublic || accessLevel(store, user, project) >= roles.reporter;
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
