import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { appKey } from "../kinds/names.ts";
import { inClear } from "../kinds/secrets.ts";
import type { Problem } from "../problem.ts";
import type { Stack } from "../read/stack.ts";
import { app, buildApp, checkApps } from "./app.ts";
import type { Surroundings } from "./app.ts";
import { checkClearSecrets } from "./clearSecrets.ts";
import type { EnvironmentRule } from "./environments.ts";
import { buildGitLab, gitlabSettings } from "./gitlab.ts";
import { checkDeployers, keys } from "./keys.ts";
import { registry } from "./registry.ts";
import { buildServers, checkServers, servers } from "./servers.ts";
import { buildTell, tell } from "./tell.ts";
import { version } from "./version.ts";

/** An environment's settings: its own values only. */
export const environment = group(
  {
    ...gitlabSettings,
    "slipway:version": version,
    "slipway:servers": servers.default({}),
    "slipway:keys": keys,
    "slipway:registry": registry.optional(),
    "slipway:apps": map(appKey, app, {
      description: "The apps that run here.",
      example: "{ shop: { servers: [prod-1], compose: compose/shop.yaml } }",
      rules: ["app.name", "app.unknown", "compose.project-twice"],
    }).default({}),
    "slipway:tell": tell.optional(),
  },
  { description: "An environment's settings: `config` of `Pulumi.<environment>.yaml`." },
);

export function buildEnvironment(
  config: z.infer<typeof environment>,
  around: Surroundings & { rule: EnvironmentRule; keepsPipelines: boolean },
) {
  const { stack, rule, keepsPipelines, reveal } = around;
  const registry = config["slipway:registry"];
  return {
    kind: "environment" as const,
    /** The stack's name, which is the environment's. */
    stack,
    gitlab: buildGitLab(config),
    rule,
    /** Whether the platform keeps the apps' pipelines: then servers take released images only. */
    keepsPipelines,
    servers: buildServers(config["slipway:servers"]),
    keys: inClear(config["slipway:keys"], ["slipway:keys"], reveal),
    registry: registry && inClear(registry, ["slipway:registry"], reveal),
    /** Whom its deploy jobs tell. */
    tell: buildTell(config["slipway:tell"], reveal),
    apps: Object.entries(config["slipway:apps"]).map(([name, app]) => buildApp(name, app, around)),
  };
}

/**
 * The rules between the settings of one environment.
 *
 * @param known the platform's apps, where they are known
 */
export function checkEnvironment(stack: Stack, known: string[] | undefined): Problem[] {
  return [
    ...checkServers(stack),
    ...checkDeployers(stack, known),
    ...checkApps(stack),
    ...checkClearSecrets(stack),
  ];
}
