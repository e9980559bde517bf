import { createHash } from "node:crypto";
import type { Context, Hono } from "hono";
import { notFound, refused, Validation } from "./errors.ts";
import type { Environment } from "./model.ts";
import { page } from "./pagination.ts";
import { parameters, type Rules } from "./parameters.ts";
import type { Store } from "./store.ts";

const string = { type: "string" } as const;

/** What `PUT …/environments/:environment_id` takes. */
export const updateRules: Rules = {
  external_url: string,
  tier: {
    type: "string",
    values: ["production", "staging", "testing", "development", "other"],
  },
  description: string,
  auto_stop_setting: { type: "string", values: ["always", "with_action"] },
};

/** What `POST …/environments` takes. */
export const createRules: Rules = { name: { type: "string", required: true }, ...updateRules };

/** Environments of a project. One must be stopped before it can be deleted. */
export function environments(api: Hono, store: Store): void {
  const base = "/projects/:id/environments";

  api.get(base, async (context) => {
    const asked = await parameters(context, { name: string, search: string, states: string });
    const [name, states] = [asked.string("name"), asked.string("states")];
    const found = find(context)
      .environments.filter((environment) => name === undefined || environment.name === name)
      .filter((environment) => environment.name.includes(asked.string("search") ?? ""))
      .filter((environment) => states === undefined || environment.state === states);
    return page(context, found);
  });

  api.post(base, async (context) => {
    const project = find(context);
    const asked = await parameters(context, createRules);
    const name = asked.string("name") ?? "";
    const tier = asked.string("tier") ?? guessTier(name);
    const now = new Date().toISOString();
    const environment: Environment = {
      id: store.number("environment"),
      name,
      slug: slug(name),
      description: asked.string("description") ?? null,
      external_url: asked.string("external_url") ?? null,
      tier,
      state: "available",
      auto_stop_setting:
        asked.string("auto_stop_setting") ??
        (["production", "staging"].includes(tier) ? "with_action" : "always"),
      created_at: now,
      updated_at: now,
    };
    const validation = check(environment);
    validation.check(
      "name",
      /^[a-zA-Z0-9_/${}. -]+$/.test(name) && !/^\/|\/$/.test(name),
      "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'",
    );
    validation.check("name", name.length <= 255, "is too long (maximum is 255 characters)");
    const taken = project.environments.some((other) => other.name === name);
    validation.check("name", !taken, "has already been taken");
    validation.finish();
    project.environments.push(environment);
    store.save();
    return context.json(present(environment), 201);
  });

  api.get(`${base}/:environment_id`, (context) => context.json(present(one(context))));

  api.put(`${base}/:environment_id`, async (context) => {
    const environment = one(context);
    const asked = await parameters(context, updateRules);
    const changed = { ...environment, ...asked.all, updated_at: new Date().toISOString() };
    check(changed).finish();
    Object.assign(environment, changed);
    store.save();
    return context.json(present(environment));
  });

  // GitLab's OpenAPI file says 201; the server answers 200.
  api.post(`${base}/:environment_id/stop`, async (context) => {
    const environment = one(context);
    await parameters(context, { force: { type: "boolean" } });
    Object.assign(environment, { state: "stopped", updated_at: new Date().toISOString() });
    store.save();
    return context.json(present(environment), 200);
  });

  api.delete(`${base}/:environment_id`, (context) => {
    const environment = one(context);
    if (environment.state !== "stopped") throw refused(403, "403 Forbidden");
    const project = find(context);
    project.environments = project.environments.filter((other) => other !== environment);
    store.save();
    return context.body(null, 204);
  });

  const find = (context: Context) => store.project(context.req.param("id") ?? "");

  function one(context: Context): Environment {
    const id = Number(context.req.param("environment_id"));
    const environment = find(context).environments.find((candidate) => candidate.id === id);
    if (!environment) throw notFound("Environment");
    return environment;
  }
}

function check(environment: Environment): Validation {
  const validation = new Validation();
  validation.check(
    "external_url",
    (environment.external_url ?? "").length <= 255,
    "is too long (maximum is 255 characters)",
  );
  return validation;
}

function present(environment: Environment): object {
  return {
    ...environment,
    auto_stop_at: null,
    last_deployment: null,
    cluster_agent: null,
    kubernetes_namespace: null,
    flux_resource_path: null,
  };
}

/** The tier GitLab gives an environment that says none, from its name (`Environment#guess_tier`). */
function guessTier(name: string): string {
  if (/dev|review|trunk/i.test(name)) return "development";
  if (/test|tst|int|ac(ce|)pt|qa|qc|control|quality/i.test(name)) return "testing";
  if (/st(a|)g|mod(e|)l|pre|demo|non/i.test(name)) return "staging";
  if (/pr(o|)d|live/i.test(name)) return "production";
  return "other";
}

/** At most 24 characters of `a-z0-9-`; a name that had to change gets six that tell it apart. */
function slug(name: string): string {
  let result = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  if (!/^[a-z]/.test(result)) result = `env-${result}`;
  result = result.replaceAll(/-+/g, "-").slice(0, 24);
  if (result === name) return result;
  const digest = BigInt(`0x${createHash("sha256").update(name).digest("hex")}`).toString(36);
  return `${result.slice(0, 17).replace(/-$/, "")}-${digest.slice(-6)}`;
}
