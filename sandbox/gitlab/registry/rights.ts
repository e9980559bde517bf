import { acting } from "../acting.ts";
import type { Project, RegistryRole, RegistryRule } from "../model.ts";
import type { Actor } from "../people/actor.ts";
import { reachedByJobsOf } from "../people/jobTokenReach.ts";
import { accessLevel, isOpenTo, roles, visibilityOf } from "../people/roles.ts";
import { shown } from "../projectSettings.ts";
import type { Store } from "../store.ts";

/** What a registry's client may ask for. `*` is all of it. */
export type Action = "pull" | "push" | "delete" | "*";

const leastRoles: Record<RegistryRole, number> = {
  maintainer: roles.maintainer,
  owner: roles.owner,
  admin: roles.administrator,
};

/** The least role for each, where visibility doesn't let everybody in. */
const leastFor: Record<Action, number> = {
  pull: roles.reporter,
  push: roles.developer,
  delete: roles.maintainer,
  "*": roles.maintainer,
};

/** What a token is good for at a registry, whoever has it; nobody's is good for public images. */
export function abilities(actor: Actor | undefined): Set<Action> {
  if (!actor) return new Set(["pull"]);
  const scopes = new Set(actor.scopes);
  const found = new Set<Action>();
  if (["api", "read_api", "read_registry"].some((scope) => scopes.has(scope))) found.add("pull");
  if (["api", "write_registry"].some((scope) => scopes.has(scope))) found.add("push");
  if (scopes.has("api") && !actor.deployToken) found.add("delete").add("*");
  return found;
}

/** Whether somebody may do something to the images of a project, rules for repositories apart. */
export function allows(
  store: Store,
  actor: Actor | undefined,
  project: Project,
  action: Action,
): boolean {
  if (!abilities(actor).has(action)) return false;
  const access = shown(project.settings)["container_registry_access_level"];
  if (access === "disabled" || (project.archived && action !== "pull")) return false;
  if (action === "pull" && access === "enabled" && isOpen(actor, project)) return true;
  if (!actor) return false;
  if (actor.deployToken) return actor.deployToken.of === project;
  const { job, user } = actor;
  if (job) {
    // A job may do to its own project's images what it likes, whoever started it (`build_can_…?`).
    if (job.projectId === project.id) return action !== "*";
    if (!reachedByJobsOf(store, job.projectId, project)) return false;
  }
  return accessLevel(store, user, project) >= leastFor[action];
}

function isOpen(actor: Actor | undefined, project: Project): boolean {
  return isOpenTo(actor?.deployToken ? undefined : actor?.user, visibilityOf(project));
}

const acted = acting<RegistryRule>("registry rule")(
  "repository_path_pattern",
  "minimum_access_level_for_push",
  "minimum_access_level_for_delete",
);

/**
 * Whether a rule keeps somebody from pushing to a repository, or from deleting there
 * (`ContainerRegistry::Protection::Rule`). It knows roles: those of a job are the starter's, and a
 * deploy token has none.
 */
export function isProtected(
  store: Store,
  actor: Actor | undefined,
  project: Project,
  path: string,
  action: "push" | "delete",
): boolean {
  const level = actor ? accessLevel(store, actor.user, project) : 0;
  return project.registryRules.map(acted).some((rule) => {
    const least = rule[`minimum_access_level_for_${action}`];
    return (
      least !== null && level < leastRoles[least] && matches(rule.repository_path_pattern, path)
    );
  });
}

function matches(pattern: string | null, path: string): boolean {
  const parts = (pattern ?? "").split("*").map((part) => part.replaceAll(/[.+]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(path);
}
