import type { z } from "zod";
import { group } from "../kinds/collections.ts";
import { choice, flag, text } from "../kinds/scalars.ts";
import type { Reveal } from "../kinds/secrets.ts";
import { atMost } from "../kinds/texts.ts";
import type { Problem } from "../problem.ts";
import { keysAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { branches, buildBranches, usualBranch } from "./branches.ts";
import { branchName } from "./branchName.ts";
import { build, checkBuild } from "./build.ts";
import { cleanUp } from "./cleanUp.ts";
import { buildDeployments } from "./deployments.ts";
import type { EnvironmentConfigs } from "./deployments.ts";
import type { EnvironmentRule } from "./environments.ts";
import { buildHooks, hooks } from "./hooks.ts";
import { inputs } from "./inputs.ts";
import { projectPath } from "./projectPath.ts";
import { buildTest, testing, tests } from "./tests.ts";

/** An app on the platform: its GitLab project. */

export const platformApp = group(
  {
    project: text(
      {
        description: "The GitLab project's full path. Its groups must exist.",
        allowed: "a project's path",
        example: "acme/shop",
        rules: ["project.path", "project.twice"],
        pattern: String.raw`^[a-zA-Z0-9][\w.-]*(/[a-zA-Z0-9][\w.-]*)+$`,
      },
      projectPath,
    ),
    description: text(
      {
        description: "The project's description in GitLab.",
        allowed: "text",
        example: "The web shop",
        rules: ["text.length"],
      },
      atMost(2000),
    ).default(""),
    visibility: choice(["private", "internal", "public"], {
      description: "Who may see the project.",
      example: "internal",
    }).default("private"),
    defaultBranch: text(
      {
        description: "The project's first branch, and the one that merge requests go to.",
        allowed: "a branch's name",
        example: "develop",
        rules: ["branch.name", "branch.exact"],
      },
      branchName,
    ).default(usualBranch),
    mergeMethod: choice(["merge", "rebase_merge", "ff"], {
      description:
        "How a merge request comes in. `merge`: by a merge commit. `rebase_merge`: by one, and only once it is rebased. `ff`: without one.",
      example: "ff",
    }).default("merge"),
    branches: branches.optional(),
    hooks: hooks.default({}),
    inputs: inputs.default(inputs.parse({})),
    build: build.default(build.parse({})),
    testing: testing.default(testing.parse({})),
    test: tests.default({}),
    registry: cleanUp.optional(),
    protect: flag({
      description: "Whether Pulumi refuses to delete the project.",
      example: "true",
    }).default(true),
  },
  { description: "An app: a GitLab project that builds one image." },
);

/** What an app of the platform is built from besides its own settings. */
interface Around {
  environments: EnvironmentRule[];
  /** Of the environments whose own settings are right. */
  configs: EnvironmentConfigs;
  reveal: Reveal;
}

export function buildPlatformApp(
  name: string,
  app: z.infer<typeof platformApp>,
  { environments, configs, reveal }: Around,
) {
  const needed = [app.defaultBranch, ...environments.map(({ branch }) => branch)];
  return {
    name,
    /** The project's full path: `acme/shop`. */
    project: app.project,
    /** In the words of the provider's Project. */
    projectSettings: projectSettings(app),
    /** Every branch that is protected, the environments' branches included. */
    branches: buildBranches(app.branches, needed),
    hooks: buildHooks(app.hooks, ["slipway:apps", name], reveal),
    /** The first branch, and the one that merge requests go to. */
    defaultBranch: app.defaultBranch,
    inputs: app.inputs,
    build: app.build,
    testing: app.testing,
    /** How its registry is cleaned up, where that is said. */
    cleanUp: app.registry,
    tests: Object.entries(app.test).map(([test, config]) => buildTest(test, config)),
    /** Where it is deployed, in the order of promotion. */
    deployments: buildDeployments(name, environments, configs),
    /** Whether Pulumi refuses to delete the project. */
    protect: app.protect,
  };
}

function projectSettings(app: z.infer<typeof platformApp>) {
  const path = app.project.slice(app.project.lastIndexOf("/") + 1);
  return {
    name: path,
    path,
    description: app.description,
    visibilityLevel: app.visibility,
    defaultBranch: app.defaultBranch,
    mergeMethod: app.mergeMethod,
  };
}

export type PlatformApp = ReturnType<typeof buildPlatformApp>;

/** The rules between the settings of each app's build. */
export function checkBuilds(platform: Stack): Problem[] {
  return keysAt(platform, ["slipway:apps"]).flatMap((app) =>
    checkBuild(platform, ["slipway:apps", app, "build"]),
  );
}
