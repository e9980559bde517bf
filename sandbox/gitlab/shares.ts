import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound, refused } from "./errors.ts";
import type { Values } from "./input.ts";
import type { Group, Project, Share } from "./model.ts";
import type { Store } from "./store.ts";

const acted = acting<{ group_id: number; group_access: number; expires_at?: string | null }>(
  "share",
)("group_id", "group_access", "expires_at");

/** Groups whose members are members of a project too, with a role of at most `group_access`. */
export function shares(api: Hono, store: Store): void {
  endpoint(api, "POST /projects/:id/share", (call) => {
    const project = find(call);
    const { group_id, group_access, expires_at = null } = acted(call.changes as never);
    const group = store.group(String(group_id));
    check(store, project, group);
    const share: Share = {
      id: store.number("share"),
      groupId: group.id,
      access: group_access,
      expiresAt: expires_at,
    };
    project.shares.push(share);
    store.save();
    const { id, access } = share;
    const told = { id, project_id: project.id, group_id: group.id, group_access: access };
    return call.answer({ ...told, expires_at });
  });

  endpoint(api, "DELETE /projects/:id/share/:group_id", (call) => {
    const project = find(call);
    const { group_id } = acted(call.asked as never);
    const share = project.shares.find(({ groupId }) => groupId === group_id);
    if (!share) throw notFound("Group Link");
    project.shares = project.shares.filter((other) => other !== share);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));
}

/** With whom a project is shared, as the project itself tells it. */
export function presentShares(store: Store, project: Project): Values[] {
  return project.shares.flatMap(({ groupId, access, expiresAt }) => {
    const group = store.data.groups.find(({ id }) => id === groupId);
    return group
      ? {
          group_id: groupId,
          group_name: group.name,
          group_full_path: group.fullPath,
          group_access_level: access,
          expires_at: expiresAt,
        }
      : [];
  });
}

/**
 * The rules of GitLab's model `ProjectGroupLink`.
 *
 * @throws ApiError 409
 */
function check(store: Store, project: Project, group: Group): void {
  const { fullPath } = store.namespaceOf(project);
  if (`${fullPath}/`.startsWith(`${group.fullPath}/`)) {
    throw refused(409, "Project cannot be shared with the group it is in or one of its ancestors.");
  }
  if (project.shares.some(({ groupId }) => groupId === group.id)) {
    throw refused(409, "Group already shared with this group");
  }
}
