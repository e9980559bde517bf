import type { Hono } from "hono";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound } from "./errors.ts";
import { createGroup, removeGroup, updateGroup } from "./groupChanges.ts";
import { filteredGroups } from "./groupList.ts";
import type { Group } from "./model.ts";
import { presentGroup } from "./presentGroup.ts";
import { present as presentProject, presentNamespace } from "./presentProject.ts";
import type { Store } from "./store.ts";

/** Groups, and namespaces: the groups and the user's own. */
export function groups(api: Hono, store: Store): void {
  endpoint(api, "GET /groups", (call) =>
    call.page(filteredGroups(store, call.asked).map((group) => show(call, group))),
  );

  endpoint(api, "POST /groups", (call) =>
    call.answer(show(call, createGroup(store, call.changes))),
  );

  endpoint(api, "GET /groups/:id", (call) => {
    const group = find(call);
    if (call.asked["with_projects"] === false) return call.answer(show(call, group));
    const projects = store.data.projects.filter(({ namespaceId }) => namespaceId === group.id);
    return call.answer({
      ...show(call, group),
      projects: projects.map((project) => presentProject(call.origin, store, project, {})),
      shared_projects: [],
    });
  });

  endpoint(api, "GET /groups/:id/subgroups", (call) => {
    const { id } = find(call);
    const inside = filteredGroups(store, call.asked).filter(({ parentId }) => parentId === id);
    return call.page(inside.map((group) => show(call, group)));
  });

  endpoint(api, "PUT /groups/:id", (call) => {
    const group = find(call);
    updateGroup(store, group, call.changes);
    return call.answer(show(call, group));
  });

  endpoint(api, "DELETE /groups/:id", (call) => {
    removeGroup(store, find(call), call.asked);
    return call.context.json({ message: "202 Accepted" }, 202);
  });

  endpoint(api, "GET /namespaces/:id", (call) =>
    call.answer(presentNamespace(call.origin, store.group(call.named("id"), "Namespace"))),
  );

  const show = (call: Call, group: Group) => presentGroup(call.origin, store, group, call.asked);

  function find(call: Call): Group {
    const group = store.group(call.named("id"));
    if (group.kind !== "group") throw notFound("Group");
    return group;
  }
}
