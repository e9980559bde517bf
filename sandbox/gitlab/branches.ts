import type { Context, Hono } from "hono";
import { notFound, refused } from "./errors.ts";
import type { Project } from "./model.ts";
import { page } from "./pagination.ts";
import { parameters, type Rules } from "./parameters.ts";
import { matching } from "./protectedBranches.ts";
import {
  type Commit,
  createBranch,
  deleteBranch,
  hasBranch,
  isBranchName,
  isMerged,
  listBranches,
  resolve,
} from "./repositories.ts";
import type { Store } from "./store.ts";

/** What `POST …/repository/branches` takes. */
export const createRules: Rules = {
  branch: { type: "string", required: true },
  ref: { type: "string", required: true },
};

/** Branches: refs of the project's repository. */
export function branches(api: Hono, store: Store): void {
  const base = "/projects/:id/repository/branches";

  api.get(base, async (context) => {
    const project = find(context);
    const asked = await parameters(context, { search: { type: "string" } });
    const search = asked.string("search") ?? "";
    const found = [...listBranches(store.repository(project))].filter(([name]) =>
      name.includes(search),
    );
    return page(
      context,
      found.map(([name, commit]) => present(context, store, project, name, commit)),
    );
  });

  api.post(base, async (context) => {
    const project = find(context);
    const asked = await parameters(context, createRules);
    const folder = store.repository(project);
    const name = asked.string("branch") ?? "";
    const reference = asked.string("ref") ?? "";
    if (!isBranchName(name)) throw refused(400, "Branch name is invalid");
    if (hasBranch(folder, name)) throw refused(400, "Branch already exists");
    const commit = resolve(folder, reference);
    if (commit === undefined) throw refused(400, `Invalid reference name: ${reference}`);
    createBranch(folder, name, commit);
    return context.json(one(context, project, name), 201);
  });

  api.get(`${base}/:branch`, (context) => {
    return context.json(one(context, find(context), context.req.param("branch")));
  });

  api.delete(`${base}/:branch`, (context) => {
    const project = find(context);
    const name = context.req.param("branch");
    const folder = store.repository(project);
    if (!hasBranch(folder, name)) throw notFound("Branch");
    if (name === project.defaultBranch) {
      throw refused(400, "The default branch of a project cannot be deleted.");
    }
    deleteBranch(folder, name);
    return context.body(null, 204);
  });

  const find = (context: Context) => store.project(context.req.param("id") ?? "");

  function one(context: Context, project: Project, name: string): object {
    const commit = listBranches(store.repository(project)).get(name);
    if (!commit) throw notFound("Branch");
    return present(context, store, project, name, commit);
  }
}

function present(
  context: Context,
  store: Store,
  project: Project,
  name: string,
  commit: Commit,
): object {
  const rules = matching(project, name);
  const webUrl = `${new URL(context.req.url).origin}/${store.fullPath(project)}`;
  const isDefault = name === project.defaultBranch;
  const allows = (access: { level: number }[], level: number) =>
    access.some((entry) => entry.level !== 0 && entry.level <= level);
  return {
    name,
    commit: { ...commit, web_url: `${webUrl}/-/commit/${commit.id}` },
    merged: !isDefault && isMerged(store.repository(project), name, project.defaultBranch),
    protected: rules.length > 0,
    developers_can_push: rules.some((rule) => allows(rule.push, 30)),
    developers_can_merge: rules.some((rule) => allows(rule.merge, 30)),
    can_push: rules.length === 0 || rules.some((rule) => allows(rule.push, 60)),
    default: isDefault,
    web_url: `${webUrl}/-/tree/${name}`,
  };
}
