import type { Values } from "./input.ts";
import { by, filter, type Filters } from "./lists.ts";
import type { Project } from "./model.ts";
import { shown } from "./projectSettings.ts";
import type { Store } from "./store.ts";

/** The projects that a list is asked for, in its order: the newest first unless another is wanted. */
export function filteredProjects(store: Store, asked: Values): Project[] {
  return filter(store.data.projects, projectFilters(store), asked, {
    id: by(({ id }) => id),
    name: by(({ name }) => name.toLowerCase()),
    path: by(({ path }) => path.toLowerCase()),
    created_at: by(({ createdAt }) => createdAt),
    updated_at: by(({ updatedAt }) => updatedAt),
    last_activity_at: by(({ updatedAt }) => updatedAt),
  });
}

/**
 * What a list of projects may be asked to hold. The one user has made all projects; nothing is
 * starred, imported or found to be broken, and no programming language is looked for.
 */
export function projectFilters(store: Store): Filters<Project> {
  const setting = (project: Project, name: string) => shown(project.settings)[name];
  const enabled = (name: string) => (project: Project, wanted: boolean) =>
    !wanted || setting(project, name) === true;
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
