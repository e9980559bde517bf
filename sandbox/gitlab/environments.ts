import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { check, guessTier, slug } from "./environmentRules.ts";
import { ApiError, forbidden, notFound, refused } from "./errors.ts";
import { isGiven, type Values } from "./input.ts";
import { filter, type Filters } from "./lists.ts";
import type { Environment, Project } from "./model.ts";
import { present as presentProject } from "./presentProject.ts";
import type { Store } from "./store.ts";

interface Asked {
  name: string;
  external_url?: string | null;
  tier?: string | null;
  auto_stop_setting?: string | null;
}

const acted = acting<Asked>("environment")("name", "external_url", "tier");

/** What a list of environments may be asked to hold. GitLab searches from a name's start. */
export const environmentFilters: Filters<Environment> = {
  name: ({ name }, wanted: string) => wanted === "" || name === wanted,
  search: ({ name }, wanted: string) => name.toLowerCase().startsWith(wanted.toLowerCase()),
  states: ({ state }, wanted: string) => state === wanted,
};

/** Environments of a project. One must be stopped before it can be deleted. */
export function environments(api: Hono, store: Store): void {
  const base = "/projects/:id/environments";

  endpoint(api, `GET ${base}`, (call) => {
    const { name, search } = call.asked as { name?: string; search?: string };
    if (isGiven(name) && isGiven(search)) {
      throw new ApiError(400, { error: "name, search cannot be used together" });
    }
    if (search && search.length < 3) {
      throw refused(400, "400 Bad request - Search query is less than 3 characters");
    }
    const project = find(call);
    const found = filter(project.environments, environmentFilters, call.asked, {});
    return call.page(found.map(shower(call, project)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = writable(call);
    const asked = call.changes as unknown as Asked;
    const { name, external_url: url, tier = guessTier(name) } = acted(asked);
    const now = new Date().toISOString();
    const environment: Environment = {
      ...blank,
      ...call.changes,
      id: 0,
      name,
      slug: slug(name),
      external_url: url || null,
      tier: tier ?? guessTier(name),
      state: "available",
      auto_stop_setting:
        asked.auto_stop_setting ??
        (["production", "staging"].includes(tier ?? "") ? "with_action" : "always"),
      created_at: now,
      updated_at: now,
    };
    check(project, environment);
    environment.id = store.number("environment");
    project.environments.push(environment);
    store.save();
    return call.answer(shower(call, project)(environment));
  });

  endpoint(api, `GET ${base}/:environment_id`, (call) =>
    call.answer({ ...blank, ...one(call), last_deployment: null }),
  );

  endpoint(api, `PUT ${base}/:environment_id`, (call) => {
    const project = writable(call);
    const environment = one(call);
    const changed = { ...environment, ...call.changes, updated_at: new Date().toISOString() };
    changed.external_url ||= null;
    check(project, changed, environment);
    Object.assign(environment, changed);
    store.save();
    return call.answer(shower(call, project)(environment));
  });

  // GitLab's OpenAPI file says 201; the server answers 200.
  endpoint(api, `POST ${base}/:environment_id/stop`, (call) => {
    const project = find(call);
    const environment = one(call);
    // Whoever may not stop it is told so by its state only.
    if (!project.archived) {
      Object.assign(environment, { state: "stopped", updated_at: new Date().toISOString() });
      store.save();
    }
    return call.answer(shower(call, project)(environment), 200);
  });

  endpoint(api, `DELETE ${base}/:environment_id`, (call) => {
    const project = writable(call);
    const environment = one(call);
    if (environment.state !== "stopped") throw forbidden();
    project.environments = project.environments.filter((other) => other !== environment);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function writable(call: Call): Project {
    const project = find(call);
    if (project.archived) throw forbidden();
    return project;
  }

  function one(call: Call): Environment {
    const id = call.asked["environment_id"];
    const environment = find(call).environments.find((candidate) => candidate.id === id);
    if (!environment) throw notFound();
    return environment;
  }

  /** How environments of a project are shown; the project itself only where GitLab does. */
  function shower(call: Call, project: Project): (environment: Environment) => Values {
    const shown = presentProject(call.origin, store, project, {});
    return (environment) => ({ ...blank, ...environment, project: shown });
  }
}

/** What an environment has that nobody has said anything of. */
const blank = {
  description: null,
  auto_stop_at: null,
  cluster_agent: null,
  kubernetes_namespace: null,
  flux_resource_path: null,
};
