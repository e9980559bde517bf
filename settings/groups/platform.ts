import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { appKey } from "../kinds/names.ts";
import type { Reveal } from "../kinds/secrets.ts";
import type { Problem } from "../problem.ts";
import type { Stack } from "../read/stack.ts";
import { checkBranches } from "./branches.ts";
import { buildEnvironments, environments } from "./environments.ts";
import { buildGitLab, gitlabSettings } from "./gitlab.ts";
import { checkHooks } from "./hooks.ts";
import { buildPlatformApp, platformApp } from "./platformApp.ts";
import { checkProjects } from "./projectPath.ts";
import { checkPromotion } from "./promotion.ts";
import { version } from "./version.ts";

/** The platform's settings: what environments share. */
export const platform = group(
  {
    ...gitlabSettings,
    "slipway:version": version,
    "slipway:environments": environments,
    "slipway:apps": map(appKey, platformApp, {
      description: "The apps.",
      example: "{ shop: { project: acme/shop } }",
    }),
  },
  { description: "The platform's settings: `config` of `Pulumi.platform.yaml`." },
);

export function buildPlatform(config: z.infer<typeof platform>, reveal: Reveal) {
  const environments = buildEnvironments(config["slipway:environments"]);
  return {
    kind: "platform" as const,
    /** The stack's name: `platform`. */
    stack: "platform",
    gitlab: buildGitLab(config),
    /** In the order of the file, which is the order of promotion. */
    environments,
    apps: Object.entries(config["slipway:apps"]).map(([name, app]) =>
      buildPlatformApp(name, app, environments, reveal),
    ),
  };
}

/** The rules between the settings of the platform. */
export function checkPlatform(platform: Stack): Problem[] {
  return [
    ...checkPromotion(platform),
    ...checkBranches(platform),
    ...checkHooks(platform),
    ...checkProjects(platform),
  ];
}
