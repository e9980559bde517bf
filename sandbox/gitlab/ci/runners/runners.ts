import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { ApiError, forbidden, notFound } from "../../errors.ts";
import { randomBytes } from "node:crypto";
import { isGiven, type Values } from "../../input.ts";
import type { Group, Project } from "../../model.ts";
import { accessLevel, groupAccessLevel, roles } from "../../people/roles.ts";
import type { Store } from "../../store.ts";
import { hashed } from "../jobTokens.ts";
import type { Job, Runner } from "../model.ts";
import { ciOf } from "../state.ts";
import { runnerOf } from "./authentication.ts";
import { runnerEndpoint } from "./endpoint.ts";

interface Asked {
  description?: string | null;
  maintenance_note?: string | null;
  paused?: boolean | null;
  active?: boolean | null;
  locked?: boolean | null;
  access_level?: Runner["accessLevel"] | null;
  run_untagged?: boolean | null;
  tag_list?: string[] | null;
  maximum_timeout?: number | null;
}

/** Runners that sign themselves on, check their token and leave. */
export function runnerRegistration(api: Hono, store: Store): void {
  runnerEndpoint(api, "POST /runners", (call) => {
    const token = String(call.asked["token"]);
    const project = store.data.projects.find(({ runnersToken }) => runnersToken === token);
    if (!project) throw forbidden();
    const { runner, secret } = add(store, call.asked, {
      ...{ type: "project_type", projectIds: [project.id], groupId: null },
    });
    store.save();
    return call.answer({ id: runner.id, token: secret, token_expires_at: null });
  });

  runnerEndpoint(api, "POST /runners/verify", (call) => {
    const { id } = runnerOf(store, call.asked["token"]);
    const { token } = call.asked;
    return call.context.json({ id, token, token_expires_at: null });
  });

  runnerEndpoint(api, "DELETE /runners", (call) => {
    remove(store, runnerOf(store, call.asked["token"]));
    store.save();
    return call.nothing();
  });
}

/** Runners as people see and change them. What is an instance's takes an administrator. */
export function runners(api: Hono, store: Store): void {
  endpoint(api, "POST /user/runners", (call) => {
    const asked = call.asked as unknown as Asked & {
      runner_type: Runner["type"];
      group_id?: number | null;
      project_id?: number | null;
    };
    const { runner_type: type, group_id: groupId, project_id: projectId } = asked;
    if (type === "project_type" && !isGiven(projectId)) throw missing("project_id");
    if (type === "group_type" && !isGiven(groupId)) throw missing("group_id");
    if (type === "instance_type" && !call.actor.user.admin) throw forbidden();
    if (type === "project_type") manages(call, store.project(String(projectId)));
    if (type === "group_type") owns(call, store.group(String(groupId)));
    const { runner, secret } = add(store, asked, {
      ...{ type, groupId: groupId ?? null },
      projectIds: type === "project_type" && isGiven(projectId) ? [projectId] : [],
    });
    store.save();
    return call.answer({ id: runner.id, token: secret, token_expires_at: null });
  });

  endpoint(api, "GET /runners/all", (call) => {
    return call.page(chosen(ciOf(store).runners, call).map(show));
  });

  endpoint(api, "GET /projects/:id/runners", (call) => {
    const project = store.project(call.named("id"));
    const found = ciOf(store).runners.filter(
      ({ type, projectIds }) => type !== "project_type" || projectIds.includes(project.id),
    );
    return call.page(chosen(found, call).map(show));
  });

  endpoint(api, "GET /runners/:id", (call) => call.answer(detail(store, one(call))));

  endpoint(api, "PUT /runners/:id", (call) => {
    const runner = one(call);
    Object.assign(runner, changes(call.changes));
    store.save();
    return call.answer(detail(store, runner));
  });

  endpoint(api, "DELETE /runners/:id", (call) => {
    remove(store, one(call));
    store.save();
    return call.nothing();
  });

  function one(call: Call): Runner {
    const id = Number(call.named("id"));
    const found = ciOf(store).runners.find((runner) => runner.id === id);
    if (!found) throw notFound("Runner");
    if (found.type === "instance_type" && !call.actor.user.admin) throw forbidden();
    for (const project of found.projectIds) manages(call, store.project(String(project)));
    if (found.groupId !== null) owns(call, store.group(String(found.groupId)));
    return found;
  }

  function manages(call: Call, project: Project): void {
    if (accessLevel(store, call.actor.user, project) < roles.maintainer) throw forbidden();
  }

  function owns(call: Call, group: Group): void {
    if (groupAccessLevel(store, call.actor.user, group) < roles.owner) throw forbidden();
  }
}

function add(
  store: Store,
  asked: Asked,
  place: Pick<Runner, "type" | "projectIds" | "groupId">,
): { runner: Runner; secret: string } {
  const secret = `glrt-${randomBytes(15).toString("base64url")}`;
  const given = changes(asked);
  const runner: Runner = {
    id: store.number("runner"),
    tokenHash: hashed(secret),
    ...place,
    ...{ description: "", maintenanceNote: null, paused: false, locked: false, tags: [] },
    ...{ accessLevel: "not_protected", maximumTimeout: null, contactedAt: null },
    // Without tags it would never run anything.
    runUntagged: true,
    createdAt: new Date().toISOString(),
    ...given,
  };
  if (!runner.runUntagged && runner.tags.length === 0) {
    throw new ApiError(400, {
      message: {
        tags_list: ["can not be empty when runner is not allowed to pick untagged jobs"],
      },
    });
  }
  ciOf(store).runners.push(runner);
  return { runner, secret };
}

function changes(asked: Asked): Partial<Runner> {
  const paused = asked.paused ?? (isGiven(asked.active) ? !asked.active : undefined);
  return given({
    description: asked.description,
    maintenanceNote: asked.maintenance_note,
    paused,
    locked: asked.locked,
    accessLevel: asked.access_level,
    runUntagged: asked.run_untagged,
    tags: asked.tag_list,
    maximumTimeout: asked.maximum_timeout,
  });
}

function given(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));
}

function remove(store: Store, runner: Runner): void {
  const ci = ciOf(store);
  ci.runners = ci.runners.filter((other) => other !== runner);
}

function chosen(runners: readonly Runner[], { asked }: Call): Runner[] {
  const {
    type,
    paused,
    tag_list: tags,
  } = asked as {
    type?: string | null;
    paused?: boolean | null;
    tag_list?: string[] | null;
  };
  return runners.filter(
    (runner) =>
      (!isGiven(type) || runner.type === type) &&
      (!isGiven(paused) || runner.paused === paused) &&
      (tags ?? []).every((tag) => runner.tags.includes(tag)),
  );
}

function show(runner: Runner): Values {
  const { id, description, type, paused, contactedAt } = runner;
  const isOnline = contactedAt !== null && Date.now() - Date.parse(contactedAt) < 7_200_000;
  return {
    ...{ id, description, ip_address: null, active: !paused, paused, name: null },
    is_shared: type === "instance_type",
    runner_type: type,
    online: contactedAt === null ? null : isOnline,
    created_at: runner.createdAt,
    created_by: null,
    status: contactedAt === null ? "never_contacted" : isOnline ? "online" : "offline",
    job_execution_status: "idle",
  };
}

function detail(store: Store, runner: Runner): Values {
  const isBusy = ({ runnerId, status }: Job) => runnerId === runner.id && status === "running";
  return {
    ...show(runner),
    job_execution_status: ciOf(store).jobs.some(isBusy) ? "active" : "idle",
    tag_list: runner.tags,
    run_untagged: runner.runUntagged,
    locked: runner.locked,
    maximum_timeout: runner.maximumTimeout,
    access_level: runner.accessLevel,
    maintenance_note: runner.maintenanceNote,
    contacted_at: runner.contactedAt,
    projects: runner.projectIds.map((id) => {
      const project = store.project(String(id));
      return {
        id,
        name: project.name,
        path: project.path,
        path_with_namespace: store.fullPath(project),
      };
    }),
    groups: [],
  };
}

function missing(name: string): ApiError {
  return new ApiError(400, { error: `${name} is missing` });
}
