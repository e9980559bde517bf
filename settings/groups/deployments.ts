import type { z } from "zod";
import type { environment } from "./environment.ts";
import type { EnvironmentRule } from "./environments.ts";
import { buildGitLabEnvironment } from "./gitlabEnvironment.ts";

/** An environment's own settings, by its name, as far as they are right. */
export type EnvironmentConfigs = Map<string, z.infer<typeof environment>>;

/** Where an app is deployed, in the order of promotion: what its pipeline has to know of each. */
export function buildDeployments(
  app: string,
  environments: EnvironmentRule[],
  configs: EnvironmentConfigs,
) {
  const configOf = (name: string) => configs.get(name)?.["slipway:apps"][app];
  /** The nearest environment by `after` that the app is on: it need not be on every one. */
  const before = (rule: EnvironmentRule): string | undefined => {
    const previous = environments.find(({ name }) => name === rule.after);
    if (previous === undefined) return undefined;
    return configOf(previous.name) ? previous.name : before(previous);
  };
  return environments.flatMap((rule) => {
    const config = configOf(rule.name);
    if (config === undefined) return [];
    const { externalUrl, tier } = buildGitLabEnvironment(rule.name, config);
    return [{ environment: rule, after: before(rule), url: externalUrl, tier }];
  });
}

export type Deployment = ReturnType<typeof buildDeployments>[number];
