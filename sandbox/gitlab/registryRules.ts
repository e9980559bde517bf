import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { ApiError, notFound } from "./errors.ts";
import type { Project, RegistryRule } from "./model.ts";
import { requireOneOf } from "./parameters.ts";
import type { Store } from "./store.ts";

const acted = acting<RegistryRule>("registry rule")(
  "repository_path_pattern",
  "minimum_access_level_for_push",
  "minimum_access_level_for_delete",
);
const levels = ["minimum_access_level_for_push", "minimum_access_level_for_delete"] as const;

/** Who may push to repositories of a project's registry and delete from them, by path or pattern. */
export function registryRules(api: Hono, store: Store): void {
  const base = "/projects/:id/registry/protection/repository/rules";

  endpoint(api, `GET ${base}`, (call) => call.list(find(call).registryRules));

  endpoint(api, `POST ${base}`, (call) => {
    requireOneOf([...levels], call.changes);
    const project = find(call);
    const none = { minimum_access_level_for_push: null, minimum_access_level_for_delete: null };
    const rule = { ...none, ...call.changes, project_id: project.id } as RegistryRule;
    check(store, project, rule);
    rule.id = store.number("registry rule");
    project.registryRules.push(rule);
    store.save();
    return call.answer(rule);
  });

  endpoint(api, `PATCH ${base}/:protection_rule_id`, (call) => {
    const rule = one(call);
    const changed = { ...rule, ...call.changes };
    for (const level of levels) changed[level] ||= null;
    check(store, find(call), changed, rule);
    Object.assign(rule, changed);
    store.save();
    return call.answer(rule);
  });

  endpoint(api, `DELETE ${base}/:protection_rule_id`, (call) => {
    const [project, rule] = [find(call), one(call)];
    project.registryRules = project.registryRules.filter((other) => other !== rule);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function one(call: Call): RegistryRule {
    const rule = find(call).registryRules.find(({ id }) => id === call.asked["protection_rule_id"]);
    if (!rule) throw notFound();
    return rule;
  }
}

/**
 * The rules of GitLab's model `ContainerRegistry::Protection::Rule`.
 *
 * @param self the rule as it is, when it changes
 * @throws ApiError 422 `{"message":{"error":"… and …"}}`
 */
function check(store: Store, project: Project, rule: RegistryRule, self?: RegistryRule): void {
  const { repository_path_pattern: given, ...least } = acted(rule);
  const pattern = given ?? "";
  const taken = project.registryRules.some(
    (other) => other !== self && acted(other).repository_path_pattern === pattern,
  );
  const path = store.fullPath(project).toLowerCase();
  const found = [
    [pattern === "", "can't be blank"],
    [taken, "has already been taken"],
    [pattern.length > 255, "is too long (maximum is 255 characters)"],
    [
      !/^[a-z0-9*]+(?:(?:[._/]|__|-+)[a-z0-9*]+)*$/.test(pattern),
      "should be a valid container repository path with optional wildcard characters.",
    ],
    [!pattern.toLowerCase().startsWith(path), "should start with the project's full path"],
  ].flatMap(([wrong, problem]) => (wrong ? [`Repository path pattern ${problem as string}`] : []));
  if (Object.values(least).every((level) => level === null)) {
    found.push("A rule must have at least a minimum access role for push or delete.");
  }
  if (found.length > 0) throw new ApiError(422, { message: { error: sentence(found) } });
}

/** As Rails joins: `a`, `a and b`, `a, b, and c`. */
function sentence(parts: string[]): string {
  if (parts.length < 3) return parts.join(" and ");
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}
