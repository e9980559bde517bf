import type { Values } from "./input.ts";
import { by, type Filters, filter } from "./lists.ts";
import type { Group } from "./model.ts";
import type { Store } from "./store.ts";

/** What a list of groups may be asked to hold. No group is archived here. */
export const groupFilters: Filters<Group> = {
  archived: (_, wanted: boolean) => !wanted,
  skip_groups: ({ id }, unwanted: number[]) => !unwanted.includes(id),
  visibility: ({ visibility }, wanted: string) => visibility === wanted,
  search: ({ name, path }, wanted: string) =>
    [name, path].some((text) => text.toLowerCase().includes(wanted.toLowerCase())),
  top_level_only: ({ parentId }, wanted: boolean) => !wanted || parentId === null,
  marked_for_deletion_on: ({ deletion }, wanted: string) => deletion?.on === wanted,
  active: ({ deletion }, wanted: boolean) => wanted === !deletion,
  repository_storage: (_, wanted: string) => wanted === "default",
};

/** The groups that a list is asked for, in its order: by name unless another is wanted. */
export function filteredGroups(store: Store, asked: Values): Group[] {
  const groups = store.data.groups.filter(({ kind }) => kind === "group");
  return filter(groups, groupFilters, asked, {
    name: by(({ name }) => name.toLowerCase()),
    path: by(({ path }) => path.toLowerCase()),
    id: by(({ id }) => id),
    similarity: by(({ name }) => name.toLowerCase()),
  });
}
