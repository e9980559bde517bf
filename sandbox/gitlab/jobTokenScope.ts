import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound, refused } from "./errors.ts";
import { present } from "./presentProject.ts";
import { presentGroup } from "./presentGroup.ts";
import type { Store } from "./store.ts";

const acted = acting<{ enabled: boolean; target_project_id: number; target_group_id: number }>(
  "job token scope",
)("enabled", "target_project_id", "target_group_id");

/** Whose jobs may use their token in a project: its own, and those of the projects on its lists. */
export function jobTokenScope(api: Hono, store: Store): void {
  const base = "/projects/:id/job_token_scope";

  endpoint(api, `GET ${base}`, (call) => {
    const { enabled } = find(call).jobTokenScope;
    return call.answer({ inbound_enabled: enabled, outbound_enabled: false });
  });

  endpoint(api, `PATCH ${base}`, (call) => {
    find(call).jobTokenScope.enabled = asked(call).enabled;
    store.save();
    return call.nothing();
  });

  endpoint(api, `GET ${base}/allowlist`, (call) => {
    const project = find(call);
    // A project is always on its own list.
    const ids = [project.id, ...project.jobTokenScope.projectIds];
    const there = store.data.projects.filter(({ id }) => ids.includes(id));
    return call.page(there.map((one) => present(call.origin, store, one, {})));
  });

  endpoint(api, `POST ${base}/allowlist`, (call) => {
    const project = find(call);
    const target = store.project(String(asked(call).target_project_id));
    const { projectIds } = project.jobTokenScope;
    if (target === project || projectIds.includes(target.id)) throw already("project");
    projectIds.push(target.id);
    store.save();
    return call.answer(present(call.origin, store, target, {}));
  });

  endpoint(api, `DELETE ${base}/allowlist/:target_project_id`, (call) => {
    const scope = find(call).jobTokenScope;
    const { target_project_id: target } = asked(call);
    if (!scope.projectIds.includes(target)) throw notFound();
    scope.projectIds = scope.projectIds.filter((id) => id !== target);
    store.save();
    return call.nothing();
  });

  endpoint(api, `GET ${base}/groups_allowlist`, (call) => {
    const { groupIds } = find(call).jobTokenScope;
    const there = store.data.groups.filter(({ id }) => groupIds.includes(id));
    return call.page(there.map((group) => presentGroup(call.origin, store, group, {})));
  });

  endpoint(api, `POST ${base}/groups_allowlist`, (call) => {
    const { groupIds } = find(call).jobTokenScope;
    const target = store.group(String(asked(call).target_group_id));
    if (groupIds.includes(target.id)) throw already("group");
    groupIds.push(target.id);
    store.save();
    return call.answer(presentGroup(call.origin, store, target, {}));
  });

  endpoint(api, `DELETE ${base}/groups_allowlist/:target_group_id`, (call) => {
    const scope = find(call).jobTokenScope;
    const { target_group_id: target } = asked(call);
    if (!scope.groupIds.includes(target)) throw notFound();
    scope.groupIds = scope.groupIds.filter((id) => id !== target);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));
  const asked = (call: Call) => acted(call.asked as never);
}

function already(what: string): Error {
  const problem = `This ${what} is already in the job token allowlist.`;
  return refused(400, `400 Bad request - ${problem}`);
}
