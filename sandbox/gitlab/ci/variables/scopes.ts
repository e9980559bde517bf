import { acting } from "../../acting.ts";
import type { Variable } from "../../model.ts";
import type { JobVariable } from "./collection.ts";

const acted = acting<Variable>("variable")(
  "key",
  "value",
  "variable_type",
  "protected",
  "masked",
  "raw",
  "environment_scope",
);

/**
 * Variables of one place for a job: those that fit its environment, of which the exact name wins,
 * then a pattern, then `*`; protected ones only where the ref is (`HasEnvironmentScope`).
 */
export function scoped(
  variables: readonly Variable[],
  environment: string | null,
  isProtected: boolean,
): JobVariable[] {
  return variables
    .map(acted)
    .filter((variable) => isProtected || !variable.protected)
    .filter(({ environment_scope: scope }) => fits(scope, environment))
    .map((variable) => ({ variable, rank: rank(variable.environment_scope, environment) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ variable }) => shown(variable));
}

function fits(scope: string, environment: string | null): boolean {
  if (scope === "*") return true;
  if (environment === null) return false;
  const parts = scope.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(environment);
}

function rank(scope: string, environment: string | null): number {
  if (scope === "*") return 0;
  return scope === environment ? 2 : 1;
}

function shown({
  key,
  value,
  masked,
  variable_type: type,
  raw,
}: ReturnType<typeof acted>): JobVariable {
  return { key, value, public: false, masked, file: type === "file", raw };
}
