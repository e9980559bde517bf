import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { appKey } from "../kinds/names.ts";
import type { Reveal } from "../kinds/secrets.ts";
import type { Problem } from "../problem.ts";
import type { Stack } from "../read/stack.ts";
import { checkBranches } from "./branches.ts";
import type { EnvironmentConfigs } from "./deployments.ts";
import { checkDoors } from "./doors.ts";
import { buildEnvironments, checkFreezes, environments } from "./environments.ts";
import { buildGitLab, gitlabSettings } from "./gitlab.ts";
import { checkHooks } from "./hooks.ts";
import { checkPipelineLimits } from "./pipelineLimits.ts";
import { buildPipelines, buildRunners, checkPipelines, pipelines } from "./pipelines.ts";
import { buildPlatformApp, checkBuilds, platformApp } from "./platformApp.ts";
import { checkProjects } from "./projectPath.ts";
import { checkPromotion } from "./promotion.ts";
import { checkTestImages } from "./testImages.ts";
import { checkTestNames } from "./tests.ts";
import { buildTool, checkTool, tool } from "./tool.ts";
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
    "slipway:pipelines": pipelines.optional(),
    "slipway:tool": tool.optional(),
  },
  { description: "The platform's settings: `config` of `Pulumi.platform.yaml`." },
);

/** @param configs of the environments whose own settings are right */
export function buildPlatform(
  config: z.infer<typeof platform>,
  configs: EnvironmentConfigs,
  reveal: Reveal,
) {
  const environments = buildEnvironments(config["slipway:environments"]);
  return {
    kind: "platform" as const,
    /** The stack's name: `platform`. */
    stack: "platform",
    gitlab: buildGitLab(config),
    /** In the order of the file, which is the order of promotion. */
    environments,
    apps: Object.entries(config["slipway:apps"]).map(([name, app]) =>
      buildPlatformApp(name, app, { environments, configs, reveal }),
    ),
    /** The runners' tags. */
    runners: buildRunners(config["slipway:pipelines"]),
    /** Where the apps' pipelines are kept; none where each app keeps its own. */
    pipelines: buildPipelines(config["slipway:pipelines"], reveal),
    /** What the pipelines' jobs run `slipway` from; none until one is published. */
    tool: buildTool(config["slipway:tool"]),
  };
}

/** The rules between the settings of the platform. */
export function checkPlatform(platform: Stack): Problem[] {
  return [
    ...checkPromotion(platform),
    ...checkFreezes(platform),
    ...checkBranches(platform),
    ...checkDoors(platform),
    ...checkHooks(platform),
    ...checkProjects(platform),
    ...checkPipelines(platform),
    ...checkTool(platform),
    ...checkBuilds(platform),
    ...checkTestNames(platform),
    ...checkTestImages(platform),
    ...checkPipelineLimits(platform),
  ];
}
