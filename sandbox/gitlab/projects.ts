import type { Hono } from "hono";
import { type Call, endpoint } from "./endpoint.ts";
import { forbidden, notFound, refused, Validation } from "./errors.ts";
import type { Group, Project } from "./model.ts";
import { entities } from "./openapi.ts";
import { requireOneOf } from "./parameters.ts";
import { mayCreateProjects } from "./people/namespaces.ts";
import { accessLevel, roles, visibilityOf } from "./people/roles.ts";
import { createProject, updateProject } from "./projectChanges.ts";
import { filteredProjects } from "./projectList.ts";
import { isTaken } from "./projectRules.ts";
import { type Extras, present } from "./presentProject.ts";
import type { Store } from "./store.ts";

/** What is asked for besides settings. */
interface Asked extends Extras {
  simple?: boolean;
  include_subgroups?: boolean;
  permanently_remove?: boolean;
  full_path?: string;
  namespace: string | null;
}

/** Projects: their settings, their default branch, their deletion and archiving. */
export function projects(api: Hono, store: Store): void {
  endpoint(api, "GET /projects", (call) => {
    const { simple, ...extras } = asked(call);
    const found = filteredProjects(store, call.asked, call.viewer?.user).map((project) =>
      present(call.origin, store, project, { ...extras, viewer: call.viewer?.user }),
    );
    return call.page(simple ? found.map(simplified) : found);
  });

  endpoint(api, "GET /groups/:id/projects", (call) => {
    const { fullPath, id } = store.group(call.named("id"));
    const { simple, include_subgroups: deep, ...extras } = asked(call);
    const found = filteredProjects(store, call.asked, call.viewer?.user)
      .filter((project) =>
        deep ? store.fullPath(project).startsWith(`${fullPath}/`) : project.namespaceId === id,
      )
      .map((project) =>
        present(call.origin, store, project, { ...extras, viewer: call.viewer?.user }),
      );
    return call.page(simple ? found.map(simplified) : found);
  });

  endpoint(api, "POST /projects", (call) =>
    show(call, createProject(store, call.actor.user, call.changes)),
  );

  endpoint(api, "GET /projects/:id", (call) => {
    const extras = { ...asked(call), viewer: call.viewer?.user };
    return call.answer(present(call.origin, store, find(call), extras));
  });

  endpoint(api, "PUT /projects/:id", (call) => {
    const project = find(call);
    requireOneOf(call.takes, call.changes);
    checkVisibility(call, project);
    updateProject(store, project, call.changes);
    return show(call, project);
  });

  endpoint(api, "DELETE /projects/:id", (call) => {
    const project = find(call);
    const { permanently_remove: forGood, full_path: fullPath } = asked(call);
    if (forGood) removeForGood(store, project, fullPath);
    else if (project.deletion) {
      throw refused(400, "Project has been already marked for deletion");
    } else markForDeletion(project);
    store.save();
    return call.context.json({ message: "202 Accepted" }, 202);
  });

  endpoint(api, "POST /projects/:id/restore", (call) => {
    const project = find(call);
    if (project.deletion) {
      const { name, path } = project.deletion;
      Object.assign(project, { name, path, deletion: null });
      store.save();
    }
    return show(call, project);
  });

  for (const [action, archived] of [
    ["archive", true],
    ["unarchive", false],
  ] as const) {
    endpoint(api, `POST /projects/:id/${action}`, (call) => {
      const project = find(call);
      project.archived = archived;
      store.save();
      return show(call, project);
    });
  }

  endpoint(api, "PUT /projects/:id/transfer", (call) => {
    const project = find(call);
    const namespace = store.group(String(asked(call).namespace), "Namespace");
    if (!mayCreateProjects(store, call.actor.user, namespace)) throw notFound("Namespace");
    checkTransfer(store, project, namespace);
    project.namespaceId = namespace.id;
    store.save();
    return show(call, project);
  });

  const find = (call: Call) => store.project(call.named("id"));
  const show = (call: Call, project: Project) =>
    call.answer(present(call.origin, store, project, { viewer: call.viewer?.user }));

  /** Only an owner lets others in, or keeps them out. */
  function checkVisibility(call: Call, project: Project): void {
    const { visibility = null } = call.changes as { visibility?: string | null };
    if (visibility === null || visibility === visibilityOf(project)) return;
    if (accessLevel(store, call.actor.user, project) < roles.owner) throw forbidden();
  }
}

function asked(call: Call): Asked {
  return call.asked as unknown as Asked;
}

/** @throws ApiError 400, in which GitLab shows the model's errors as Ruby does */
function checkTransfer(store: Store, project: Project, namespace: Group): void {
  const validation = new Validation();
  const field = "new_namespace";
  if (namespace.id === project.namespaceId) {
    validation.add(field, "Project is already in this namespace.");
  } else if (isTaken(store, namespace, project.name, project.path, project)) {
    const problem = "Project with same name or path in target namespace already exists";
    validation.add(field, problem);
  }
  if (!validation.isEmpty) throw refused(400, `Failed to transfer project ${validation.text}`);
}

/** What a list shows of each project when little is enough. */
function simplified(project: object): object {
  const known = Object.keys(entities["BasicProjectDetails"] ?? {});
  return Object.fromEntries(Object.entries(project).filter(([name]) => known.includes(name)));
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
