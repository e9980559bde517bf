import { randomBytes } from "node:crypto";
import type { Context, Hono } from "hono";
import { ApiError, notFound, refused, Validation } from "./errors.ts";
import type { Group, Project } from "./model.ts";
import { page } from "./pagination.ts";
import { parameters, type Parameters, type Rules } from "./parameters.ts";
import { settings } from "./projectSettings.ts";
import { present } from "./presentProject.ts";
import { protectDefaultBranch } from "./protectedBranches.ts";
import { createRepository, firstCommit, hasBranch, setHead } from "./repositories.ts";
import { type Store, user } from "./store.ts";

const string = { type: "string" } as const;
const named: Rules = { name: string, path: string, default_branch: string };

/** What `POST /projects` takes. */
export const createRules: Rules = {
  ...named,
  ...Object.fromEntries(Object.entries(settings).filter(([, setting]) => !setting.updateOnly)),
  namespace_id: { type: "integer" },
  initialize_with_readme: { type: "boolean" },
};

/** What `PUT /projects/:id` takes. */
export const updateRules: Rules = { ...named, ...settings };

/** Projects: their settings, their default branch, their deletion and archiving. */
export function projects(api: Hono, store: Store): void {
  api.get("/projects", async (context) => {
    const asked = await parameters(context, { search: string, archived: { type: "boolean" } });
    const search = asked.string("search")?.toLowerCase() ?? "";
    const archived = asked.boolean("archived");
    const found = store.data.projects
      .filter((project) => project.path.toLowerCase().includes(search))
      .filter((project) => archived === undefined || project.archived === archived)
      .toReversed();
    return page(
      context,
      found.map((project) => show(context, project)),
    );
  });

  api.post("/projects", async (context) => {
    const project = create(store, await parameters(context, createRules));
    return context.json(show(context, project), 201);
  });

  api.get("/projects/:id", (context) => context.json(show(context, find(context))));

  api.put("/projects/:id", async (context) => {
    const project = find(context);
    update(store, project, await parameters(context, updateRules));
    return context.json(show(context, project));
  });

  api.delete("/projects/:id", async (context) => {
    const project = find(context);
    const asked = await parameters(context, {
      permanently_remove: { type: "boolean" },
      full_path: string,
    });
    if (asked.boolean("permanently_remove")) {
      removeForGood(store, project, asked.string("full_path"));
    } else if (project.deletion) {
      throw refused(400, "Project has been already marked for deletion");
    } else markForDeletion(project);
    store.save();
    return context.json({ message: "202 Accepted" }, 202);
  });

  api.post("/projects/:id/restore", (context) => {
    const project = find(context);
    if (project.deletion) {
      const { name, path } = project.deletion;
      Object.assign(project, { name, path, deletion: null });
      store.save();
    }
    return context.json(show(context, project), 201);
  });

  for (const [action, archived] of [
    ["archive", true],
    ["unarchive", false],
  ] as const) {
    api.post(`/projects/:id/${action}`, (context) => {
      const project = find(context);
      project.archived = archived;
      store.save();
      return context.json(show(context, project), 201);
    });
  }

  api.put("/projects/:id/transfer", async (context) => {
    const project = find(context);
    const asked = await parameters(context, { namespace: { type: "string", required: true } });
    const namespace = store.group(asked.string("namespace") ?? "");
    if (taken(store, namespace, project.name, project.path, project)) {
      throw refused(
        400,
        "Transfer failed, please contact an admin. Project with same name or path in target namespace already exists",
      );
    }
    project.namespaceId = namespace.id;
    store.save();
    return context.json(show(context, project));
  });

  const find = (context: Context) => store.project(context.req.param("id") ?? "");
  const show = (context: Context, project: Project) => present(context, store, project);
}

function create(store: Store, asked: Parameters): Project {
  const name = asked.string("name") ?? asked.string("path");
  if (name === undefined) {
    throw new ApiError(400, {
      error: "name, path are missing, at least one parameter must be provided",
    });
  }
  const path = asked.string("path") ?? pathFrom(name);
  const namespace = namespaceFor(store, asked.integer("namespace_id"));
  const validation = checkNames(name, path);
  if (taken(store, namespace, name, path)) {
    for (const field of ["project_namespace.name", "name", "path"]) {
      validation.add(field, "has already been taken");
    }
  }
  validation.finish();

  const now = new Date().toISOString();
  const project: Project = {
    id: store.number("project"),
    name,
    path,
    namespaceId: namespace.id,
    defaultBranch: asked.string("default_branch") ?? "main",
    settings: settingsIn(asked),
    archived: false,
    deletion: null,
    createdAt: now,
    updatedAt: now,
    runnersToken: `GR1348941${randomBytes(15).toString("base64url")}`,
    protectedBranches: [],
    variables: [],
    environments: [],
  };
  const folder = store.repository(project);
  createRepository(folder, project.defaultBranch);
  if (asked.boolean("initialize_with_readme")) {
    firstCommit(folder, project.defaultBranch, "README.md", `# ${name}\n`);
    protectDefaultBranch(store, project);
  }
  store.data.projects.push(project);
  store.save();
  return project;
}

function update(store: Store, project: Project, asked: Parameters): void {
  const name = asked.string("name") ?? project.name;
  const path = asked.string("path") ?? project.path;
  const branch = asked.string("default_branch") ?? project.defaultBranch;
  const validation = checkNames(name, path);
  if (taken(store, store.namespaceOf(project), name, path, project)) {
    validation.add(path === project.path ? "name" : "path", "has already been taken");
  }
  const folder = store.repository(project);
  if (branch !== project.defaultBranch && !hasBranch(folder, branch)) {
    validation.add("base", `Could not change HEAD: branch '${branch}' does not exist`);
  }
  validation.finish();

  if (branch !== project.defaultBranch) setHead(folder, branch);
  Object.assign(project, { name, path, defaultBranch: branch });
  Object.assign(project.settings, settingsIn(asked));
  project.updatedAt = new Date().toISOString();
  store.save();
}

/** Since GitLab 18 a deleted project is renamed, which frees its path, and kept for a while. */
function markForDeletion(project: Project): void {
  const { name, path } = project;
  project.deletion = { on: new Date().toISOString().slice(0, 10), name, path };
  project.name = `${name}-deletion_scheduled-${project.id}`;
  project.path = `${path}-deletion_scheduled-${project.id}`;
}

function removeForGood(store: Store, project: Project, fullPath: string | undefined): void {
  if (!project.deletion) throw refused(400, "Project must be marked for deletion first.");
  if (fullPath !== store.fullPath(project)) {
    throw refused(
      400,
      "`full_path` is incorrect. You must enter the complete path for the project.",
    );
  }
  store.data.projects = store.data.projects.filter((other) => other !== project);
}

function namespaceFor(store: Store, id: number | undefined): Group {
  const found = store.data.groups.find((group) => group.id === (id ?? user.id));
  if (found) return found;
  const validation = new Validation();
  validation.add("namespace", "is not valid");
  validation.finish();
  throw notFound("Namespace");
}

function taken(store: Store, namespace: Group, name: string, path: string, self?: Project) {
  return store.data.projects.some(
    (other) =>
      other !== self &&
      other.namespaceId === namespace.id &&
      (other.name === name || other.path.toLowerCase() === path.toLowerCase()),
  );
}

function checkNames(name: string, path: string): Validation {
  const validation = new Validation();
  validation.check("name", name !== "", "can't be blank");
  validation.check("name", name.length <= 255, "is too long (maximum is 255 characters)");
  validation.check(
    "name",
    /^[\p{L}\p{N}\p{Emoji}_][\p{L}\p{N}\p{Emoji}\p{Pd}_.+\- ]*$/u.test(name),
    "can contain only letters, digits, emoji, '_', '.', '+', dashes, or spaces. It must start with a letter, digit, emoji, or '_'.",
  );
  validation.check(
    "path",
    /^[a-zA-Z0-9_.][a-zA-Z0-9_\-.]*$/.test(path) && !/\.(git|atom)$|\.$/.test(path),
    "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'",
  );
  return validation;
}

function pathFrom(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}

function settingsIn(asked: Parameters): Record<string, unknown> {
  return Object.fromEntries(Object.entries(asked.all).filter(([name]) => name in settings));
}
