import { acting } from "./acting.ts";
import { forbidden, refused, Validation } from "./errors.ts";
import { stored } from "./groupSettings.ts";
import { isGiven, type Values, without } from "./input.ts";
import type { Group, User } from "./model.ts";
import { mayCreateSubgroups } from "./people/namespaces.ts";
import { roles } from "./people/roles.ts";
import { isRegistryPath, notRegistryPath } from "./registryPath.ts";
import { memberOf, type Store } from "./store.ts";

interface Asked {
  name?: string | null;
  path?: string | null;
  visibility?: string | null;
  parent_id?: number | null;
}

const identity = acting<Asked>("group")("name", "path", "visibility", "parent_id");

/**
 * Makes a group, which who makes it owns.
 *
 * @throws ApiError 400, or 403 where they may not
 */
export function createGroup(store: Store, by: User, asked: Values): Group {
  const { parent_id: parentId } = identity(asked);
  const parent = isGiven(parentId) ? store.group(String(parentId)) : undefined;
  if (parent && !mayCreateSubgroups(store, by, parent)) throw forbidden();
  const group: Group = {
    id: 0,
    kind: "group",
    name: "",
    path: "",
    fullPath: "",
    parentId: parent?.id ?? null,
    description: "",
    visibility: "private",
    settings: {},
    members: [memberOf(by, roles.owner)],
    variables: [],
    deletion: null,
    createdAt: new Date().toISOString(),
  };
  const validation = change(store, group, asked);
  if (!validation.isEmpty) throw refused(400, `Failed to save group ${validation.text}`);
  group.id = store.number("namespace");
  store.data.groups.push(group);
  store.save();
  return group;
}

/** @throws ApiError 400, and the group stays as it was */
export function updateGroup(store: Store, group: Group, asked: Values): void {
  const before = `${group.fullPath}/`;
  change(store, group, asked).finish();
  for (const other of store.data.groups) {
    if (other.fullPath.startsWith(before)) {
      other.fullPath = `${group.fullPath}/${other.fullPath.slice(before.length)}`;
    }
  }
  store.save();
}

/**
 * Since GitLab 18 a deleted group is marked and kept for a while.
 *
 * @throws ApiError 400
 */
export function removeGroup(store: Store, group: Group, asked: Values): void {
  if (asked["permanently_remove"]) {
    if (group.parentId === null) {
      throw refused(400, "`permanently_remove` option is only available for subgroups");
    }
    if (!group.deletion) throw refused(400, "Group must be marked for deletion first.");
    if (asked["full_path"] !== group.fullPath) {
      throw refused(
        400,
        "`full_path` is incorrect. You must enter the complete path for the subgroup.",
      );
    }
    const inside = ({ fullPath }: Group) => `${fullPath}/`.startsWith(`${group.fullPath}/`);
    const gone = store.data.groups.filter(inside).map(({ id }) => id);
    store.data.groups = store.data.groups.filter(({ id }) => !gone.includes(id));
    store.data.projects = store.data.projects.filter(
      ({ namespaceId }) => !gone.includes(namespaceId),
    );
  } else if (group.deletion) {
    throw refused(400, "Group has been already marked for deletion");
  } else {
    const { name, path } = group;
    group.deletion = { on: new Date().toISOString().slice(0, 10), name, path };
  }
  store.save();
}

/** Changes the group if nothing is wrong. */
function change(store: Store, group: Group, asked: Values): Validation {
  const { name: newName, path: newPath, visibility: newVisibility } = identity(asked);
  const [name, path] = [newName ?? group.name, newPath ?? group.path];
  const parent = store.data.groups.find(({ id }) => id === group.parentId);
  const fullPath = parent ? `${parent.fullPath}/${path}` : path;
  const others = store.data.groups.filter((other) => other !== group);
  const validation = validate(
    name,
    path,
    others.some((other) => other.fullPath.toLowerCase() === fullPath.toLowerCase()),
  );
  if (!validation.isEmpty) return validation;
  const named = ["name", "path", "visibility", "parent_id", "description"];
  Object.assign(group, {
    name,
    path,
    fullPath,
    visibility: newVisibility ?? group.visibility,
    description: asked["description"] ?? group.description,
    settings: { ...group.settings, ...stored(without(asked, ...named)) },
  });
  return validation;
}

function validate(name: string, path: string, taken: boolean): Validation {
  const validation = new Validation();
  validation.check("name", name !== "", "can't be blank");
  validation.check(
    "path",
    /^[a-zA-Z0-9_.][a-zA-Z0-9_\-.]*$/.test(path) && !/\.(git|atom)$|\.$/.test(path),
    "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-' or end in '.', '.git' or '.atom'.",
  );
  validation.check("path", isRegistryPath(path), notRegistryPath);
  validation.check("path", !taken, "has already been taken");
  return validation;
}
