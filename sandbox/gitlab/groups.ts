import type { Hono } from "hono";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound } from "./errors.ts";
import { createGroup, removeGroup, updateGroup } from "./groupChanges.ts";
import { filteredGroups } from "./groupList.ts";
import type { Group } from "./model.ts";
import { seesGroup, seesProject } from "./people/roles.ts";
import { presentGroup } from "./presentGroup.ts";
import { present as presentProject, presentNamespace } from "./presentProject.ts";
import type { Store } from "./store.ts";

/** Groups, and namespaces: the groups and users' own. */
export function groups(api: Hono, store: Store): void {
  endpoint(api, "GET /groups", (call) =>
    call.page(
      filteredGroups(store, call.asked, call.viewer?.user).map((group) => show(call, group)),
    ),
  );

  endpoint(api, "POST /groups", (call) =>
    call.answer(show(call, createGroup(store, call.actor.user, call.changes))),
  );

  endpoint(api, "GET /groups/:id", (call) => {
    const group = find(call);
    if (call.asked["with_projects"] === false) return call.answer(show(call, group));
    const viewer = call.viewer?.user;
    const projects = store.data.projects.filter(
      (project) => project.namespaceId === group.id && seesProject(store, viewer, project),
    );
    return call.answer({
      ...show(call, group),
      projects: projects.map((project) => presentProject(call.origin, store, project, { viewer })),
      shared_projects: [],
    });
  });

  endpoint(api, "GET /groups/:id/subgroups", (call) => {
    const { id } = find(call);
    const seen = filteredGroups(store, call.asked, call.viewer?.user);
    const inside = seen.filter(({ parentId }) => parentId === id);
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

  endpoint(api, "GET /namespaces/:id", (call) => {
    const namespace = store.group(call.named("id"), "Namespace");
    if (!seesGroup(store, call.actor.user, namespace)) throw notFound("Namespace");
    return call.answer(presentNamespace(call.origin, namespace));
  });

  const show = (call: Call, group: Group) => presentGroup(call.origin, store, group, call.asked);

  function find(call: Call): Group {
    const group = store.group(call.named("id"));
    if (group.kind !== "group") throw notFound("Group");
    return group;
  }
}
