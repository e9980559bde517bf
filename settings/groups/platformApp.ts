import type { z } from "zod";
import { group } from "../kinds/collections.ts";
import { choice, flag, text } from "../kinds/scalars.ts";
import type { Reveal } from "../kinds/secrets.ts";
import { atMost } from "../kinds/texts.ts";
import { branches, buildBranches, usualBranch } from "./branches.ts";
import { branchName } from "./branchName.ts";
import type { EnvironmentRule } from "./environments.ts";
import { buildHooks, hooks } from "./hooks.ts";
import { projectPath } from "./projectPath.ts";

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
    protect: flag({
      description: "Whether Pulumi refuses to delete the project.",
      example: "true",
    }).default(true),
  },
  { description: "An app: a GitLab project that builds one image." },
);

export function buildPlatformApp(
  name: string,
  app: z.infer<typeof platformApp>,
  environments: EnvironmentRule[],
  reveal: Reveal,
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
