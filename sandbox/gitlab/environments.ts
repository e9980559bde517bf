import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { lastDeployment } from "./ci/deployments/deployments.ts";
import { presentDeployment } from "./ci/present.ts";
import { check, guessTier, slug } from "./environmentRules.ts";
import { ApiError, forbidden, notFound, refused } from "./errors.ts";
import { isGiven, type Values, withoutNull } from "./input.ts";
import { filter, type Filters } from "./lists.ts";
import type { Environment, Project } from "./model.ts";
import { present as presentProject } from "./presentProject.ts";
import type { Store } from "./store.ts";

interface Asked {
  name: string | null;
  external_url?: string | null;
  tier?: string | null;
  cluster_agent_id?: number | null;
}

const acted = acting<Asked>("environment")("name", "external_url", "tier", "cluster_agent_id");

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
    const { external_url: url, ...asked } = ask(call);
    const name = asked.name ?? "";
    const tier = asked.tier ?? guessTier(name);
    const now = new Date().toISOString();
    const environment: Environment = {
      ...blank,
      auto_stop_setting: ["production", "staging"].includes(tier) ? "with_action" : "always",
      ...withoutNull(call.changes),
      id: 0,
      name,
      slug: slug(name),
      external_url: url || null,
      tier,
      state: "available",
      created_at: now,
      updated_at: now,
    };
    check(project, environment);
    environment.id = store.number("environment");
    project.environments.push(environment);
    store.save();
    return call.answer(shower(call, project)(environment));
  });

  endpoint(api, `GET ${base}/:environment_id`, (call) => {
    const environment = one(call);
    const last = lastDeployment(store, environment);
    return call.answer({
      ...blank,
      ...environment,
      last_deployment: last ? presentDeployment(store, last) : null,
    });
  });

  endpoint(api, `PUT ${base}/:environment_id`, (call) => {
    const project = writable(call);
    const environment = one(call);
    const { external_url: url = environment.external_url } = ask(call);
    const changed: Environment = {
      ...environment,
      ...withoutNull(call.changes),
      external_url: url || null,
      updated_at: new Date().toISOString(),
    };
    check(project, changed, environment);
    Object.assign(environment, changed);
    store.save();
    return call.answer(shower(call, project)(environment));
  });

  endpoint(api, `POST ${base}/:environment_id/stop`, (call) => {
    const project = find(call);
    const environment = one(call);
    // Whoever may not stop it is told so by its state only.
    if (!project.archived) {
      Object.assign(environment, { state: "stopped", updated_at: new Date().toISOString() });
      store.save();
    }
    return call.answer(shower(call, project)(environment));
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

  /** What is asked of one, where nothing takes nothing away. There are no agents to choose from. */
  function ask(call: Call): Asked {
    const asked = acted(call.changes as unknown as Asked);
    if (!isGiven(asked.cluster_agent_id)) return asked;
    const problem = "cluster agent doesn't exist or cannot be associated with this environment";
    throw refused(400, `400 Bad request - ${problem}`);
  }

  function one(call: Call): Environment {
    const id = call.asked["environment_id"];
    const environment = find(call).environments.find((candidate) => candidate.id === id);
    if (!environment) throw notFound();
    return environment;
  }

  /** How environments of a project are shown; the project itself only where GitLab does. */
  function shower(call: Call, project: Project): (environment: Environment) => Values {
    const shown = presentProject(call.origin, store, project, { viewer: call.viewer?.user });
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
