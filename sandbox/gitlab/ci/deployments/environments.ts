import { guessTier, slug } from "../../environmentRules.ts";
import type { Environment, Project } from "../../model.ts";
import type { Store } from "../../store.ts";
import type { Job } from "../model.ts";
import { environmentOf } from "../state.ts";
import { expand } from "../variables/expand.ts";
import { variablesOf } from "../variables/job.ts";
import { isDeployment } from "./deployments.ts";

const valid = /^[a-zA-Z0-9_${}. -][a-zA-Z0-9_/${}. -]*$/;

/** The environment of a name, made when a pipeline first names it; undefined if the name is none. */
export function ensureEnvironment(
  store: Store,
  project: Project,
  name: string,
  tier = guessTier(name),
): Environment | undefined {
  const found = project.environments.find((environment) => environment.name === name);
  if (found || !valid.test(name) || name.endsWith("/") || name.length > 255) return found;
  const now = new Date().toISOString();
  const made: Environment = {
    id: store.number("environment"),
    name,
    slug: slug(name),
    description: null,
    external_url: null,
    tier,
    state: "available",
    auto_stop_setting: ["production", "staging"].includes(tier) ? "with_action" : "always",
    created_at: now,
    updated_at: now,
  };
  project.environments.push(made);
  return made;
}

/** What a job that succeeded made of its environment (`Deployments::UpdateEnvironmentService`). */
export function finishEnvironment(store: Store, job: Job): void {
  const environment = environmentOf(store, job);
  const said = job.options.environment;
  if (!environment || !said) return;
  if (said.action === "stop") environment.state = "stopped";
  if (!isDeployment(job)) return;
  environment.state = "available";
  if (said.deployment_tier) environment.tier = said.deployment_tier;
  if (said.url) {
    environment.external_url = expand(said.url, variablesOf(store, job).value);
  }
  environment.updated_at = new Date().toISOString();
}
