import { matching } from "../../protections.ts";
import type { Store } from "../../store.ts";
import { accessLevel, roles } from "../../people/roles.ts";
import { mayUpdateBranch } from "../people.ts";
import { settingsOf } from "../settings.ts";
import type { Wanted } from "./create.ts";

/** Why somebody gets no pipeline, in GitLab's words (`Chain::Validate::Abilities`). */
export function refusal(store: Store, wanted: Wanted): string | undefined {
  const { project, user, ref, tag, mergeRequest, variables = [] } = wanted;
  if (project.archived || settingsOf(project).builds_access_level === "disabled") {
    return "Pipelines are disabled!";
  }
  const insufficient = "Insufficient permissions to create a new pipeline";
  if (accessLevel(store, user, project) < roles.developer) return insufficient;
  if (!tag && !mergeRequest && !mayUpdateBranch(store, user, project, ref)) {
    return `You do not have sufficient permission to run a pipeline on '${ref}'. Please select a different branch or contact your administrator for assistance.`;
  }
  if (variables.length > 0 && !maySetVariables(store, wanted)) {
    return "Insufficient permissions to set pipeline variables";
  }
  return undefined;
}

/** `ci_pipeline_variables_minimum_override_role`, which a schedule's are held to when they are set. */
export function maySetVariables(
  store: Store,
  { project, user }: Pick<Wanted, "project" | "user">,
): boolean {
  const role = settingsOf(project).ci_pipeline_variables_minimum_override_role;
  const least = { developer: 30, maintainer: 40, owner: 50 }[role];
  return least !== undefined && accessLevel(store, user, project) >= least;
}

/**
 * Whether a pipeline's jobs are those of a protected ref. A merge request's are where its source and
 * its target are both protected, the project lets them be, and who starts it may push or merge to the
 * target (GitLab 18.1).
 */
export function isProtectedFor(store: Store, wanted: Wanted): boolean {
  const { project, user, ref, tag, mergeRequest } = wanted;
  // There are no protected tags here.
  if (tag) return false;
  if (!mergeRequest) return matching(project, ref).length > 0;
  return (
    settingsOf(project).protect_merge_request_pipelines &&
    mergeRequest.sourceProtected &&
    mergeRequest.targetProtected &&
    mayUpdateBranch(store, user, project, mergeRequest.targetBranch)
  );
}
