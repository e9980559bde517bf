import type { Hono } from "hono";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound } from "./errors.ts";
import { without } from "./input.ts";
import type { Edition } from "./instance.ts";
import type { Store } from "./store.ts";
import { present, validate, variableFrom } from "./variables.ts";

/**
 * CI/CD variables of a group, which jobs of all projects in it get, and the instance's, which all jobs
 * get: what makes them, and what lists them (`API::GroupVariables`, `API::Admin::Ci::Variables`).
 */
export function widerVariables(api: Hono, store: Store, edition: Edition): void {
  const ofGroup = "/groups/:id/variables";
  const ofInstance = "/admin/ci/variables";

  endpoint(api, `GET ${ofGroup}`, (call) => call.page(find(call).variables.map(present)));

  endpoint(api, `POST ${ofGroup}`, (call) => {
    const { variables } = find(call);
    // Without a licence the Enterprise Edition leaves a scope out, and the Community Edition takes it
    // (`filter_variable_parameters`).
    const asked = edition === "ee" ? without(call.changes, "environment_scope") : call.changes;
    const variable = variableFrom(asked);
    validate(variables, variable);
    variables.push(variable);
    store.save();
    return call.answer(present(variable));
  });

  function find(call: Call) {
    const group = store.group(call.named("id"));
    if (group.kind !== "group") throw notFound("Group");
    return group;
  }

  endpoint(api, `GET ${ofInstance}`, (call) =>
    call.page(store.data.variables.map((variable) => withoutScope(present(variable)))),
  );

  endpoint(api, `POST ${ofInstance}`, (call) => {
    const variable = variableFrom(call.changes);
    validate(store.data.variables, variable);
    store.data.variables.push(variable);
    store.save();
    return call.answer(withoutScope(present(variable)));
  });
}

/** The instance's have no scope, and can't be hidden. */
function withoutScope(shown: ReturnType<typeof present>) {
  return without(shown, "environment_scope", "hidden");
}
