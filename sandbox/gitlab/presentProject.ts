import type { Context } from "hono";
import type { Group, Project } from "./model.ts";
import { settings } from "./projectSettings.ts";
import { listBranches } from "./repositories.ts";
import type { Store } from "./store.ts";

/** A project as the API answers it. */
export function present(context: Context, store: Store, project: Project): object {
  const namespace = store.namespaceOf(project);
  const fullPath = store.fullPath(project);
  const host = new URL(context.req.url);
  const webUrl = `${host.origin}/${fullPath}`;
  const { container_expiration_policy_attributes: policy, ...set } = project.settings;
  const emptyRepository = listBranches(store.repository(project)).size === 0;
  return {
    id: project.id,
    name: project.name,
    name_with_namespace: `${namespace.name} / ${project.name}`,
    path: project.path,
    path_with_namespace: fullPath,
    created_at: project.createdAt,
    updated_at: project.updatedAt,
    default_branch: project.defaultBranch,
    ssh_url_to_repo: `git@${host.hostname}:${fullPath}.git`,
    http_url_to_repo: `${webUrl}.git`,
    web_url: webUrl,
    avatar_url: null,
    namespace: presentNamespace(context, namespace),
    container_registry_image_prefix: `${host.hostname}/${fullPath}`,
    empty_repo: emptyRepository,
    archived: project.archived,
    import_status: "none",
    marked_for_deletion_on: project.deletion?.on ?? null,
    marked_for_deletion_at: project.deletion?.on ?? null,
    runners_token: project.runnersToken,
    ...defaults(),
    ...set,
    container_expiration_policy: presentPolicy(policy as Record<string, unknown> | undefined),
  };
}

/** A namespace inside another answer. */
export function presentNamespace(context: Context, namespace: Group): object {
  return {
    id: namespace.id,
    name: namespace.name,
    path: namespace.path,
    kind: namespace.kind,
    full_path: namespace.fullPath,
    parent_id: namespace.parentId,
    web_url: `${new URL(context.req.url).origin}/${namespace.kind === "group" ? "groups/" : ""}${namespace.fullPath}`,
  };
}

function defaults(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => name !== "container_expiration_policy_attributes")
      .map(([name, { initial }]) => [name, initial]),
  );
}

/** What goes in as `name_regex_delete` comes out as `name_regex`. */
function presentPolicy(given: Record<string, unknown> = {}): object {
  const { name_regex_delete: nameRegex, ...others } = given;
  return {
    cadence: "1d",
    enabled: false,
    keep_n: 10,
    older_than: "90d",
    name_regex: nameRegex ?? ".*",
    name_regex_keep: null,
    next_run_at: new Date(0).toISOString(),
    ...others,
  };
}
