import type { Values } from "./input.ts";
import { by, type Filters, filter } from "./lists.ts";
import type { Group, User } from "./model.ts";
import { groupAccessLevel, groupMemberLevel, roles, seesGroup } from "./people/roles.ts";
import type { Store } from "./store.ts";

/** What a list of groups may be asked to hold. No group is archived here. */
export function groupFilters(store: Store, viewer?: User): Filters<Group> {
  return {
    archived: (_, wanted: boolean) => !wanted,
    skip_groups: ({ id }, unwanted: number[]) => !unwanted.includes(id),
    visibility: ({ visibility }, wanted: string) => visibility === wanted,
    search: ({ name, path }, wanted: string) =>
      [name, path].some((text) => text.toLowerCase().includes(wanted.toLowerCase())),
    top_level_only: ({ parentId }, wanted: boolean) => !wanted || parentId === null,
    marked_for_deletion_on: ({ deletion }, wanted: string) => deletion?.on === wanted,
    active: ({ deletion }, wanted: boolean) => wanted === !deletion,
    repository_storage: (_, wanted: string) => wanted === "default",
    min_access_level: (group, wanted: number) =>
      viewer !== undefined && groupAccessLevel(store, viewer, group) >= wanted,
    owned: (group, wanted: boolean) =>
      !wanted || (viewer !== undefined && groupMemberLevel(store, viewer, group) >= roles.owner),
  };
}

/**
 * The groups that a list is asked for, in its order: by name unless another is wanted.
 *
 * @param viewer who asks: what they may not know of is left out
 */
export function filteredGroups(store: Store, asked: Values, viewer?: User): Group[] {
  const groups = store.data.groups.filter(
    (group) => group.kind === "group" && seesGroup(store, viewer, group),
  );
  return filter(groups, groupFilters(store, viewer), asked, {
    name: by(({ name }) => name.toLowerCase()),
    path: by(({ path }) => path.toLowerCase()),
    id: by(({ id }) => id),
    similarity: by(({ name }) => name.toLowerCase()),
  });
}
