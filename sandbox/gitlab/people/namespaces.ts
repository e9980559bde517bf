import { Validation } from "../errors.ts";
import { shown } from "../groupSettings.ts";
import type { Group, User } from "../model.ts";
import type { Store } from "../store.ts";
import { groupAccessLevel, roles } from "./roles.ts";

/** The least role by what a group says of who makes things in it. */
const leastRoles: Record<string, number> = {
  noone: Infinity,
  administrator: roles.administrator,
  owner: roles.owner,
  maintainer: roles.maintainer,
  developer: roles.developer,
};

/** Whether somebody may make projects in a namespace: their own, or a group as it says. */
export function mayCreateProjects(store: Store, user: User, namespace: Group): boolean {
  if (namespace.kind === "user") return user.admin || namespace.ownerId === user.id;
  return may(store, user, namespace, "project_creation_level");
}

export function mayCreateSubgroups(store: Store, user: User, group: Group): boolean {
  return group.kind === "group" && may(store, user, group, "subgroup_creation_level");
}

function may(store: Store, user: User, group: Group, setting: string): boolean {
  const least = leastRoles[shown(group.settings)[setting] as string] ?? roles.maintainer;
  return groupAccessLevel(store, user, group) >= least;
}

/**
 * The namespace of a new project: by its number, or the user's own.
 *
 * @throws ApiError 400
 */
export function namespaceFor(store: Store, user: User, id: number | null | undefined): Group {
  const found =
    id === null || id === undefined
      ? store.namespaceOfUser(user)
      : store.data.groups.find((group) => group.id === id);
  if (found && mayCreateProjects(store, user, found)) return found;
  const validation = new Validation();
  validation.add("namespace", "is not valid");
  throw validation.error();
}
