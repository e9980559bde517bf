import type { Context, Hono } from "hono";
import { notFound, refused, Validation } from "./errors.ts";
import type { Project, Variable } from "./model.ts";
import { page } from "./pagination.ts";
import { parameters, type Parameters, type Rules } from "./parameters.ts";
import type { Store } from "./store.ts";

const string = { type: "string" } as const;
const boolean = { type: "boolean" } as const;

/** What `PUT …/variables/:key` takes. `filter[environment_scope]` chooses among several. */
export const updateRules: Rules = {
  value: string,
  variable_type: { type: "string", values: ["env_var", "file"] },
  protected: boolean,
  masked: boolean,
  raw: boolean,
  environment_scope: string,
  description: string,
  filter: { type: "object" },
};

/** What `POST …/variables` takes. */
export const createRules: Rules = {
  key: { type: "string", required: true },
  ...updateRules,
  value: { type: "string", required: true },
  masked_and_hidden: boolean,
};

/** CI/CD variables of a project. A key may stand once in each environment scope. */
export function variables(api: Hono, store: Store): void {
  const base = "/projects/:id/variables";

  api.get(base, (context) => page(context, find(context).variables.map(present)));

  api.post(base, async (context) => {
    const project = find(context);
    const asked = await parameters(context, createRules);
    const hidden = asked.boolean("masked_and_hidden") ?? false;
    const variable: Variable = {
      key: asked.string("key") ?? "",
      value: asked.string("value") ?? "",
      variable_type: asked.string("variable_type") ?? "env_var",
      protected: asked.boolean("protected") ?? false,
      masked: hidden || (asked.boolean("masked") ?? false),
      hidden,
      raw: asked.boolean("raw") ?? false,
      environment_scope: asked.string("environment_scope") ?? "*",
      description: asked.string("description") ?? null,
    };
    validate(project, variable);
    project.variables.push(variable);
    store.save();
    return context.json(present(variable), 201);
  });

  api.get(`${base}/:key`, async (context) => context.json(present((await one(context)).variable)));

  api.put(`${base}/:key`, async (context) => {
    const { project, variable, asked } = await one(context);
    const changes = Object.fromEntries(
      Object.entries(asked.all).filter(([name]) => name !== "filter"),
    );
    if (variable.hidden && asked.boolean("masked") === false) {
      const validation = new Validation();
      validation.add(
        "base",
        "The visibility setting cannot be changed for masked and hidden variables.",
      );
      validation.finish();
    }
    const changed = { ...variable, ...changes };
    validate(project, changed, variable);
    Object.assign(variable, changed);
    store.save();
    return context.json(present(variable));
  });

  api.delete(`${base}/:key`, async (context) => {
    const { project, variable } = await one(context);
    project.variables = project.variables.filter((other) => other !== variable);
    store.save();
    return context.body(null, 204);
  });

  const find = (context: Context) => store.project(context.req.param("id") ?? "");

  async function one(
    context: Context,
  ): Promise<{ project: Project; variable: Variable; asked: Parameters }> {
    const project = find(context);
    const asked = await parameters(context, updateRules);
    const scope = asked.object("filter")?.["environment_scope"];
    const found = project.variables
      .filter((variable) => variable.key === context.req.param("key"))
      .filter((variable) => scope === undefined || variable.environment_scope === scope);
    const [variable] = found;
    if (!variable) throw notFound("Variable");
    if (found.length > 1) {
      throw refused(
        409,
        "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
      );
    }
    return { project, variable, asked };
  }
}

/** The rules of GitLab's models `Ci::Variable`, `Ci::Maskable` and `HasEnvironmentScope`. */
function validate(project: Project, variable: Variable, self?: Variable): void {
  const validation = new Validation();
  const { key, value, masked, raw, environment_scope: scope, description } = variable;
  validation.check("key", /^[a-zA-Z0-9_]+$/.test(key), "can contain only letters, digits and '_'.");
  validation.check("key", key.length <= 255, "is too long (maximum is 255 characters)");
  const maskable = raw ? /^\S{8,}$/ : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;
  validation.check("value", !masked || maskable.test(value), "is invalid");
  validation.check(
    "environment_scope",
    /^[a-zA-Z0-9_/${}. *-]+$/.test(scope) && scope.length <= 255,
    "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces",
  );
  validation.check(
    "description",
    (description ?? "").length <= 255,
    "is too long (maximum is 255 characters)",
  );
  const taken = project.variables.some(
    (other) => other !== self && other.key === key && other.environment_scope === scope,
  );
  validation.check("key", !taken, `(${key}) has already been taken`);
  validation.finish();
}

/** GitLab never shows a hidden variable's value again. */
function present(variable: Variable): object {
  return { ...variable, value: variable.hidden ? null : variable.value };
}
