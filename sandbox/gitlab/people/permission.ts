import { ApiError, forbidden, notFound } from "../errors.ts";
import type { Group, Project } from "../model.ts";
import { shown } from "../projectSettings.ts";
import type { Store } from "../store.ts";
import { type Actor, unauthorized } from "./actor.ts";
import { reachedByJobsOf } from "./jobTokenReach.ts";
import {
  accessLevel,
  groupAccessLevel,
  isOpenTo,
  seesGroup,
  seesProject,
  visibilityOf,
} from "./roles.ts";

/** Who may use an endpoint. */
export type Permission = (
  | { of: "anyone" | "user" | "administrator" }
  | {
      of: "group" | "project";
      /** The least role. Who sees the group or project and has less is answered 403. */
      role: number;
      /** Whether those without a role may, where visibility lets them in. */
      open?: true;
      /** The feature of a project that it is about: `builds` for `builds_access_level`. */
      feature?: string;
    }
) & {
  /** Whether a job's token reaches it (GitLab's page "CI/CD job token"). */
  job?: true;
  /** Scopes besides `api`, and `read_api` for what only reads, that are enough. */
  scopes?: string[];
};

/**
 * Lets a request through, or says why not as GitLab does: 401 to nobody in particular, 403 to who may
 * not, and 404 to who may not even know.
 *
 * @param id what the path names: a project's or a group's number or path
 * @throws ApiError
 */
export function permit(
  store: Store,
  actor: Actor | undefined,
  permission: Permission,
  request: { method: string; id: string },
): void {
  const reads = ["GET", "HEAD"].includes(request.method);
  // A job's token is none where it doesn't reach.
  if (actor?.job && !permission.job) throw unauthorized();
  if (actor) checkScopes(actor, permission, reads);
  switch (permission.of) {
    case "anyone":
      return;
    case "user":
    case "administrator":
      if (!actor) throw unauthorized();
      if (permission.of === "administrator" && !actor.user.admin) throw forbidden();
      return;
    case "group":
      return permitGroup(store, actor, permission, reads, store.group(request.id));
    case "project":
      if (!actor && !reads) throw unauthorized();
      return permitProject(store, actor, permission, store.project(request.id));
  }
}

function permitGroup(
  store: Store,
  actor: Actor | undefined,
  { role, open }: { role: number; open?: true },
  reads: boolean,
  group: Group,
): void {
  if (!actor && !reads) throw unauthorized();
  if (!seesGroup(store, actor?.user, group)) throw notFound("Group");
  if (open) return;
  if (!actor) throw unauthorized();
  if (groupAccessLevel(store, actor.user, group) < role) throw forbidden();
}

/** @throws ApiError */
function permitProject(
  store: Store,
  actor: Actor | undefined,
  { role, open, feature }: { role: number; open?: true; feature?: string },
  project: Project,
): void {
  const user = actor?.user;
  if (!seesProject(store, user, project)) throw notFound("Project");
  const access = feature ? shown(project.settings)[`${feature}_access_level`] : "enabled";
  const lets = open === true && access === "enabled" && isOpenTo(user, visibilityOf(project));
  if (actor?.job && !lets) checkReach(store, actor.job.projectId, project);
  if (access === "disabled") throw forbidden();
  if (lets) return;
  if (!user) throw unauthorized();
  if (accessLevel(store, user, project) < role) throw forbidden();
}

/** @throws ApiError 403 where the project's list leaves out the one that the job belongs to */
function checkReach(store: Store, from: number, project: Project): void {
  if (reachedByJobsOf(store, from, project)) return;
  const own = store.project(String(from)).path;
  throw new ApiError(403, {
    message: `403 Forbidden - Authentication by CI/CD job token not allowed from ${own} to ${project.path}.`,
  });
}

function checkScopes(actor: Actor, { scopes = [] }: Permission, reads: boolean): void {
  const enough = ["api", ...(reads ? ["read_api"] : []), ...scopes];
  if (actor.scopes.some((scope) => enough.includes(scope))) return;
  throw new ApiError(403, {
    error: "insufficient_scope",
    error_description: "The request requires higher privileges than provided by the access token.",
    scope: enough.join(" "),
  });
}
