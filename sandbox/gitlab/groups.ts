import type { Context, Hono } from "hono";
import { notFound, Validation } from "./errors.ts";
import type { Group } from "./model.ts";
import { page } from "./pagination.ts";
import { parameters, type Rules } from "./parameters.ts";
import { presentNamespace } from "./presentProject.ts";
import type { Store } from "./store.ts";

/** What `POST /groups` takes. */
export const createRules: Rules = {
  name: { type: "string", required: true },
  path: { type: "string", required: true },
  parent_id: { type: "integer" },
  description: { type: "string" },
  visibility: { type: "string", values: ["private", "internal", "public"] },
};

/** Groups, and namespaces: the groups and the user's own. */
export function groups(api: Hono, store: Store): void {
  api.post("/groups", async (context) => {
    const asked = await parameters(context, createRules);
    const parentId = asked.integer("parent_id");
    const parent = parentId === undefined ? undefined : find(String(parentId));
    const path = asked.string("path") ?? "";
    const fullPath = parent ? `${parent.fullPath}/${path}` : path;
    const validation = new Validation();
    validation.check(
      "path",
      /^[a-zA-Z0-9_.][a-zA-Z0-9_\-.]*$/.test(path) && !/\.(git|atom)$|\.$/.test(path),
      "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-' or end in '.', '.git' or '.atom'",
    );
    validation.check(
      "path",
      !store.data.groups.some((group) => group.fullPath.toLowerCase() === fullPath.toLowerCase()),
      "has already been taken",
    );
    validation.finish();
    const group: Group = {
      id: store.number("namespace"),
      kind: "group",
      name: asked.string("name") ?? path,
      path,
      fullPath,
      parentId: parent?.id ?? null,
      description: asked.string("description") ?? "",
      visibility: asked.string("visibility") ?? "private",
      createdAt: new Date().toISOString(),
    };
    store.data.groups.push(group);
    store.save();
    return context.json(present(context, group), 201);
  });

  api.get("/groups", (context) =>
    page(
      context,
      store.data.groups
        .filter((group) => group.kind === "group")
        .map((group) => present(context, group)),
    ),
  );

  api.get("/groups/:id", (context) =>
    context.json(present(context, find(context.req.param("id")))),
  );

  api.get("/namespaces/:id", (context) =>
    context.json(presentNamespace(context, store.group(context.req.param("id")))),
  );

  function find(reference: string): Group {
    const group = store.group(reference);
    if (group.kind !== "group") throw notFound("Group");
    return group;
  }
}

function present(context: Context, group: Group): object {
  return {
    id: group.id,
    web_url: `${new URL(context.req.url).origin}/groups/${group.fullPath}`,
    name: group.name,
    path: group.path,
    description: group.description,
    visibility: group.visibility,
    full_name: group.fullPath.split("/").join(" / "),
    full_path: group.fullPath,
    parent_id: group.parentId,
    created_at: group.createdAt,
    default_branch: null,
    // 2: fully protected, the default of a new instance.
    default_branch_protection: 2,
    marked_for_deletion_on: null,
    archived: false,
  };
}
