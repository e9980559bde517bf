import { acting } from "../acting.ts";
import type { Project, User } from "../model.ts";
import type { Actor } from "../people/actor.ts";
import { reachedByJobsOf } from "../people/jobTokenReach.ts";
import { accessLevel, isOpenTo, roles, seesProject, visibilityOf } from "../people/roles.ts";
import { shown } from "../projectSettings.ts";
import type { Store } from "../store.ts";

const jobs = acting<{ ci_push_repository_for_job_token_allowed?: boolean }>("project")(
  "ci_push_repository_for_job_token_allowed",
);

/** Why somebody may not read or push, as GitLab says it to git (`Gitlab::GitAccess`). */
export interface Refusal {
  status: 401 | 403 | 404;
  text: string;
}

const notFound: Refusal = {
  status: 404,
  text: "The project you were looking for could not be found or you don't have permission to view it.",
};
const denied: Refusal = {
  status: 401,
  text: "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password. If a token was provided, it was either incorrect, expired, or improperly scoped.",
};
const noDownload = forbidden("You are not allowed to download code from this project.");
const noUpload = forbidden("You are not allowed to push code to this project.");

function forbidden(text: string): Refusal {
  return { status: 403, text };
}

/**
 * Whether somebody may read a project's code, or push to it at all; which branches, its protection says
 * when it knows them.
 *
 * @param project undefined if there is none of that path
 */
export function gitRefusal(
  store: Store,
  actor: Actor | undefined,
  project: Project | undefined,
  pushes: boolean,
): Refusal | undefined {
  if (!actor && (pushes || !project || !isOpenTo(undefined, visibilityOf(project)))) return denied;
  if (!project) return notFound;
  if (actor?.deployToken) {
    const { of, token } = actor.deployToken;
    if (of !== project) return notFound;
    if (pushes) return noUpload;
    return token.scopes.includes("read_repository") ? undefined : denied;
  }
  const enough = ["api", "write_repository", ...(pushes ? [] : ["read_repository"])];
  if (actor && !actor.scopes.some((scope) => enough.includes(scope))) return denied;
  if (!seesProject(store, actor?.user, project)) return notFound;
  return pushes ? uploadRefusal(store, actor!, project) : downloadRefusal(store, actor, project);
}

/** Whether somebody may read a project's code: reporters do, and everybody where it is open. */
export function mayReadCode(store: Store, user: User | undefined, project: Project): boolean {
  if (isCodeOpenTo(user, project)) return true;
  if (!user || repositoryAccess(project) === "disabled") return false;
  return accessLevel(store, user, project) >= roles.reporter;
}

function isCodeOpenTo(user: User | undefined, project: Project): boolean {
  return repositoryAccess(project) === "enabled" && isOpenTo(user, visibilityOf(project));
}

function repositoryAccess(project: Project): unknown {
  return shown(project.settings)["repository_access_level"];
}

function downloadRefusal(
  store: Store,
  actor: Actor | undefined,
  project: Project,
): Refusal | undefined {
  if (repositoryAccess(project) === "disabled") return noDownload;
  if (isCodeOpenTo(actor?.user, project)) return undefined;
  if (!actor) return denied;
  if (actor.job && !reachedByJobsOf(store, actor.job.projectId, project)) return noDownload;
  return mayReadCode(store, actor.user, project) ? undefined : noDownload;
}

function uploadRefusal(store: Store, actor: Actor, project: Project): Refusal | undefined {
  if (repositoryAccess(project) === "disabled") return noUpload;
  if (project.archived) {
    return forbidden("You can't push code to an archived project.");
  }
  if (actor.job) {
    const { ci_push_repository_for_job_token_allowed: allowed } = jobs(shown(project.settings));
    if (allowed !== true || actor.job.projectId !== project.id) {
      return forbidden("You are not allowed to upload code.");
    }
  }
  const level = accessLevel(store, actor.user, project);
  return level >= roles.developer ? undefined : noUpload;
}
