import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound, refused, Validation } from "./errors.ts";
import { isGiven, isObject, type Values, without, withoutNull } from "./input.ts";
import type { Variable } from "./model.ts";
import type { Store } from "./store.ts";

const defaults = {
  key: "",
  value: "",
  variable_type: "env_var",
  protected: false,
  masked: false,
  hidden: false,
  raw: false,
  environment_scope: "*",
  description: null,
};

const hiding = acting<{ masked_and_hidden?: boolean }>("variable")("masked_and_hidden");
const validated = acting<Variable>("variable")(
  "key",
  "value",
  "masked",
  "raw",
  "environment_scope",
  "description",
);

/** CI/CD variables of a project. A key may stand once in each environment scope. */
export function variables(api: Hono, store: Store): void {
  const base = "/projects/:id/variables";

  endpoint(api, `GET ${base}`, (call) => call.page(find(call).variables.map(present)));

  endpoint(api, `POST ${base}`, (call) => {
    const project = find(call);
    const variable = variableFrom(call.changes);
    validate(project.variables, variable);
    project.variables.push(variable);
    store.save();
    return call.answer(present(variable));
  });

  endpoint(api, `GET ${base}/:key`, (call) => call.answer(present(one(call))));

  endpoint(api, `PUT ${base}/:key`, (call) => {
    const variable = one(call);
    const changes = without(call.changes, "filter");
    if (variable.hidden && changes["masked"] === false) throw staysHidden();
    // A description may be taken away; nothing else may be nothing.
    const { description = variable.description } = validated(changes as unknown as Variable);
    const changed = { ...variable, ...withoutNull(changes), description };
    validate(find(call).variables, changed, variable);
    Object.assign(variable, changed);
    store.save();
    return call.answer(present(variable));
  });

  endpoint(api, `DELETE ${base}/:key`, (call) => {
    const project = find(call);
    const variable = one(call);
    project.variables = project.variables.filter((other) => other !== variable);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function one(call: Call): Variable {
    const { filter } = call.asked;
    const scope = isObject(filter) ? filter["environment_scope"] : undefined;
    const found = find(call)
      .variables.filter(({ key }) => key === call.named("key"))
      .filter((variable) => !isGiven(scope) || variable.environment_scope === scope);
    const [variable] = found;
    if (!variable) throw notFound("Variable");
    if (found.length > 1) {
      throw refused(
        409,
        "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
      );
    }
    return variable;
  }
}

/** A variable as it is asked for. */
export function variableFrom(changes: Values): Variable {
  return {
    ...defaults,
    ...withoutNull(without(changes, "masked_and_hidden")),
    ...(hiding(changes).masked_and_hidden ? { masked: true, hidden: true } : {}),
  };
}

/**
 * The rules of GitLab's models `Ci::Variable`, `Ci::GroupVariable`, `Ci::Maskable` and
 * `HasEnvironmentScope`.
 *
 * @param others what stands where it will
 */
export function validate(others: readonly Variable[], variable: Variable, self?: Variable): void {
  const validation = new Validation();
  const { key, value, masked, raw, environment_scope: scope, description } = validated(variable);
  validation.check("key", key !== "", "can't be blank");
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
  const taken = others.some(
    (other) => other !== self && other.key === key && other.environment_scope === scope,
  );
  validation.check("key", !taken, `(${key}) has already been taken`);
  validation.finish();
}

function staysHidden(): Error {
  const validation = new Validation();
  const problem = "The visibility setting cannot be changed for masked and hidden variables.";
  validation.add("base", problem);
  return validation.error();
}

/** GitLab never shows a hidden variable's value again. */
export function present(variable: Variable): Values {
  return { ...variable, value: variable.hidden ? null : variable.value };
}
