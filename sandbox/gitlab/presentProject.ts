import type { Values } from "./input.ts";
import type { Group, Project, User } from "./model.ts";
import { presentUser } from "./people/presentUser.ts";
import { accessLevel, groupMemberLevel, roles } from "./people/roles.ts";
import { shown } from "./projectSettings.ts";
import { presentShares } from "./shares.ts";
import { countCommits, hasBranch, hasFile, isEmpty } from "./repositories.ts";
import type { Store } from "./store.ts";

/** Parts of a project that are shown to who asks for them, and who asks. */
export interface Extras {
  viewer?: User | undefined;
  statistics?: boolean;
  license?: boolean;
  with_custom_attributes?: boolean;
}

/**
 * A project with all that GitLab's API knows of one, but for what only a fork has. The entity of
 * the endpoint says which of it is answered.
 *
 * @param origin where the instance is
 */
export function present(origin: string, store: Store, project: Project, extras: Extras): Values {
  const namespace = store.namespaceOf(project);
  const fullPath = store.fullPath(project);
  const webUrl = `${origin}/${fullPath}`;
  const host = new URL(origin).hostname;
  const folder = store.repository(project);
  const { avatar, ...settings } = project.settings;
  const { id, name, path, defaultBranch, createdAt, updatedAt, deletion } = project;
  const isBegun = hasFile(folder, defaultBranch, "README.md");
  const { viewer } = extras;
  const owner = store.data.users.find((user) => user.id === namespace.ownerId);
  return {
    ...shown(settings),
    id,
    name,
    name_with_namespace: [...store.names(namespace), name].join(" / "),
    path,
    path_with_namespace: fullPath,
    created_at: createdAt,
    updated_at: updatedAt,
    last_activity_at: updatedAt,
    default_branch: defaultBranch,
    ssh_url_to_repo: `git@${host}:${fullPath}.git`,
    http_url_to_repo: `${webUrl}.git`,
    web_url: webUrl,
    readme_url: isBegun ? `${webUrl}/-/blob/${defaultBranch}/README.md` : null,
    avatar_url: avatar
      ? `${origin}/uploads/-/system/project/avatar/${id}/${avatar as string}`
      : null,
    namespace: presentNamespace(origin, namespace),
    _links: links(`${origin}/api/v4/projects/${id}`),
    container_registry_image_prefix: `${host}/${fullPath}`,
    description_html: paragraph(settings["description"]),
    empty_repo: !isBegun && isEmpty(folder),
    archived: project.archived,
    marked_for_deletion_on: deletion?.on ?? null,
    marked_for_deletion_at: deletion?.on ?? null,
    runners_token:
      viewer && accessLevel(store, viewer, project) >= roles.maintainer
        ? project.runnersToken
        : undefined,
    creator_id: project.creatorId,
    owner: owner ? presentUser(origin, owner) : undefined,
    service_desk_address: null,
    can_create_merge_request_in: !project.archived,
    forks_count: 0,
    star_count: 0,
    open_issues_count: 0,
    shared_with_groups: presentShares(store, project),
    permissions: viewer ? permissions(store, viewer, project) : undefined,
    ...(extras.license ? { license_url: null, license: null } : {}),
    ...(extras.with_custom_attributes ? { custom_attributes: [] } : {}),
    ...(extras.statistics ? { statistics: statistics(folder, defaultBranch) } : {}),
  };
}

/** A namespace inside another answer, and on its own. */
export function presentNamespace(origin: string, namespace: Group): Values {
  const { id, name, path, kind, fullPath, parentId } = namespace;
  return {
    id,
    name,
    path,
    kind,
    full_path: fullPath,
    parent_id: parentId,
    avatar_url: null,
    web_url: `${origin}/${kind === "group" ? "groups/" : ""}${fullPath}`,
  };
}

/** What somebody is in a project itself, and in the group that it is in. */
function permissions(store: Store, viewer: User, project: Project): Values {
  const namespace = store.namespaceOf(project);
  const own = project.members.find(({ userId }) => userId === viewer.id)?.accessLevel ?? 0;
  const inherited = groupMemberLevel(store, viewer, namespace);
  const access = (level: number) =>
    level > 0 ? { access_level: level, notification_level: 3 } : null;
  return namespace.kind === "user"
    ? { project_access: access(Math.max(own, inherited)), group_access: null }
    : { project_access: access(own), group_access: access(inherited) };
}

function links(self: string): Values {
  const parts = ["issues", "merge_requests", "labels", "events", "members", "cluster_agents"];
  return {
    self,
    ...Object.fromEntries(parts.map((part) => [part, `${self}/${part}`])),
    repo_branches: `${self}/repository/branches`,
  };
}

function statistics(folder: string, branch: string): Values {
  const sizes =
    "storage repository wiki lfs_objects job_artifacts pipeline_artifacts packages snippets uploads container_registry";
  return {
    commit_count: hasBranch(folder, branch) ? countCommits(folder, branch) : 0,
    ...Object.fromEntries(sizes.split(" ").map((name) => [`${name}_size`, 0])),
  };
}

function paragraph(text: unknown): string {
  if (typeof text !== "string" || text === "") return "";
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<p dir="auto">${escaped}</p>`;
}
