import type { Values } from "./input.ts";
import { by, filter, type Filters } from "./lists.ts";
import type { Project, User } from "./model.ts";
import { accessLevel, memberLevel, roles, seesProject } from "./people/roles.ts";
import { shown } from "./projectSettings.ts";
import type { Store } from "./store.ts";

/**
 * The projects that a list is asked for, in its order: the newest first unless another is wanted.
 *
 * @param viewer who asks: what they may not know of is left out
 */
export function filteredProjects(store: Store, asked: Values, viewer?: User): Project[] {
  const seen = store.data.projects.filter((project) => seesProject(store, viewer, project));
  return filter(seen, projectFilters(store, viewer), asked, {
    id: by(({ id }) => id),
    name: by(({ name }) => name.toLowerCase()),
    path: by(({ path }) => path.toLowerCase()),
    created_at: by(({ createdAt }) => createdAt),
    updated_at: by(({ updatedAt }) => updatedAt),
    last_activity_at: by(({ updatedAt }) => updatedAt),
  });
}

/**
 * What a list of projects may be asked to hold. Nothing is starred, imported or found to be broken, and
 * no programming language is looked for.
 */
export function projectFilters(store: Store, viewer?: User): Filters<Project> {
  const setting = (project: Project, name: string) => shown(project.settings)[name];
  const enabled = (name: string) => (project: Project, wanted: boolean) =>
    !wanted || setting(project, name) === true;
  const level = (project: Project) => (viewer ? memberLevel(store, viewer, project) : 0);
  const none = (_: Project, wanted: boolean) => !wanted;
  const after = ({ updatedAt }: Project, wanted: string) =>
    Date.parse(updatedAt) > Date.parse(wanted);
  const before = ({ updatedAt }: Project, wanted: string) =>
    Date.parse(updatedAt) < Date.parse(wanted);
  return {
    active: ({ archived, deletion }, wanted: boolean) => wanted === (!archived && !deletion),
    archived: ({ archived }, wanted: boolean) => archived === wanted,
    id_after: ({ id }, wanted: number) => id > wanted,
    id_before: ({ id }, wanted: number) => id < wanted,
    imported: none,
    last_activity_after: after,
    last_activity_before: before,
    marked_for_deletion_on: ({ deletion }, wanted: string) => deletion?.on === wanted,
    membership: (project, wanted: boolean) => !wanted || level(project) > 0,
    min_access_level: (project, wanted: number) =>
      viewer !== undefined && accessLevel(store, viewer, project) >= wanted,
    owned: (project, wanted: boolean) => !wanted || level(project) >= roles.owner,
    repository_checksum_failed: none,
    repository_storage: (project, wanted: string) =>
      setting(project, "repository_storage") === wanted,
    search: (project, wanted: string, asked) =>
      [
        project.name,
        asked["search_namespaces"] ? store.fullPath(project) : project.path,
        (setting(project, "description") ?? "") as string,
      ].some((text) => text.toLowerCase().includes(wanted.toLowerCase())),
    search_namespaces: () => true,
    starred: none,
    topic: (project, wanted: string[]) =>
      wanted.every((topic) => (setting(project, "topics") as string[]).includes(topic)),
    topic_id: () => false,
    updated_after: after,
    updated_before: before,
    visibility: (project, wanted: string) => setting(project, "visibility") === wanted,
    wiki_checksum_failed: none,
    with_issues_enabled: enabled("issues_enabled"),
    with_merge_requests_enabled: enabled("merge_requests_enabled"),
    with_programming_language: (_, wanted: string) => wanted === "",
  };
}
