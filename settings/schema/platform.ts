import { gitlabSettings, version } from "./shared.ts";
import { appName, branchName, branchPattern, environmentName, projectPath } from "./names.ts";
import { choice, flag, group, map, text } from "./parts.ts";
import { atMost } from "./values.ts";

/** The platform's settings: what environments share. */

const roles = ["no one", "developer", "maintainer"] as const;

const environment = group(
  {
    branch: text(
      {
        description: "The branch whose pipelines deploy here.",
        allowed: "a branch's name",
        example: "main",
        rules: ["branch.name", "branch.exact", "branch.unknown"],
      },
      branchName,
    ),
    deploy: choice(["automatic", "manual"], {
      description:
        "`automatic`: as soon as the branch's pipeline has passed. `manual`: behind a button.",
      example: "manual",
    }),
    after: text({
      description: "The environment on which an image must have served before it comes here.",
      allowed: "another environment's name",
      example: "staging",
      otherwise: "none",
      rules: ["after.itself", "after.unknown", "after.circle", "after.order"],
    }).optional(),
  },
  {
    description: "How an environment is entered.",
    example: "{ branch: main, deploy: manual, after: staging }",
    rules: ["environment.no-stack"],
  },
);

const branch = group(
  {
    push: choice(roles, {
      description:
        "Who may push to the branch. With `no one`, every change comes in by a merge request.",
      example: "no one",
    }).default("no one"),
    merge: choice(roles, {
      description: "Who may merge into the branch.",
      example: "maintainer",
    }).default("maintainer"),
    forcePush: flag({
      description: "Whether those who may push may also rewrite the branch.",
      example: "false",
    }).default(false),
  },
  { description: "How a branch is protected.", example: "{ merge: developer }" },
);

const app = group(
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
    ).default("main"),
    branches: map({ called: "branch", rules: ["branch.name"], check: branchPattern }, branch, {
      description:
        "The protected branches, all of them; a name may be a pattern such as `release/*`.",
      example: "{ main: {}, develop: { merge: developer } }",
      otherwise:
        "the default branch and the environments' branches, pushed to by no one and merged into by maintainers",
      rules: ["branch.name", "branch.default"],
    }).optional(),
    protect: flag({
      description: "Whether Pulumi refuses to delete the project.",
      example: "true",
    }).default(true),
  },
  { description: "An app: a GitLab project that builds one image." },
);

export const platform = group(
  {
    ...gitlabSettings,
    "slipway:version": version,
    "slipway:environments": map(
      {
        called: "environment",
        rules: ["environment.name", "environment.reserved"],
        check: environmentName,
        pattern: "^[a-z][a-z0-9-]*$",
      },
      environment,
      {
        description:
          "The environments, in the order of promotion. Each has a stack file of its own, `Pulumi.<environment>.yaml`.",
        example: "{ staging: { branch: develop, deploy: automatic } }",
      },
    ),
    "slipway:apps": map(
      { called: "app", rules: ["app.name"], check: appName, pattern: "^[a-z][a-z0-9-]*$" },
      app,
      {
        description: "The apps.",
        example: "{ shop: { project: acme/shop } }",
      },
    ),
  },
  { description: "The platform's settings: `config` of `Pulumi.platform.yaml`." },
);
