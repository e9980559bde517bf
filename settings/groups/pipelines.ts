import type { z } from "zod";
import { group } from "../kinds/collections.ts";
import { must } from "../kinds/names.ts";
import { flag, secret, text } from "../kinds/scalars.ts";
import type { Reveal } from "../kinds/secrets.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { show } from "../words.ts";
import { projectPath } from "./projectPath.ts";
import { registryUser } from "./registry.ts";

/** Where the apps' pipelines are kept, and who runs them. */

export const pipelinesRules = {
  "pipelines.project": "The pipelines' project holds no app.",
  "runner.tag": "A runner's tag is one that GitLab accepts.",
  "runner.twice": "Runners that may hold keys share no tag with those that run an app's code.",
} as const satisfies Record<string, string>;

function runnerTag(tag: string): Complaint | undefined {
  if (/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,254}$/.test(tag)) return undefined;
  const allowed = "letters, digits and `._:/-`, at most 255";
  return must("runner.tag", tag, "a runner's tag", allowed);
}

const runnersByDefault = {
  trusted: "slipway-trusted",
  protected: "slipway-protected",
  others: "slipway",
} as const;

function tag(name: keyof typeof runnersByDefault, description: string) {
  const example = runnersByDefault[name];
  return text(
    { description, allowed: "a tag", example, rules: ["runner.tag", "runner.twice"] },
    runnerTag,
  ).default(example);
}

const runners = group(
  {
    trusted: tag(
      "trusted",
      "The tag of the runner whose jobs run none of an app's code and may hold keys. On GitLab it is protected (`ref_protected`).",
    ),
    protected: tag(
      "protected",
      "The tag of the runner of what protected branches run of an app's code: tests and builds. On GitLab it is protected (`ref_protected`), and another user's or machine's than the trusted one.",
    ),
    others: tag(
      "others",
      "The tag of the runner of all else: other branches, merge requests, tags.",
    ),
  },
  {
    description: "The runners, by one tag each.",
    example: "{ trusted: deploys, protected: builds, others: tests }",
  },
);

export const pipelines = group(
  {
    project: text(
      {
        description:
          "The GitLab project that holds the apps' pipelines and the tool image, and nothing else. Apps' projects run its files, so that nobody changes a pipeline by pushing a branch.",
        allowed: "a project's path",
        example: "acme/pipelines",
        rules: ["project.path", "pipelines.project"],
        pattern: String.raw`^[a-zA-Z0-9][\w.-]*(/[a-zA-Z0-9][\w.-]*)+$`,
      },
      projectPath,
    ),
    runners: runners.default({ ...runnersByDefault }),
    ephemeral: flag({
      description:
        "Whether the runner of `others` is thrown away after each job. Only then may builds on it be privileged (`docker-in-docker` or `docker`): who builds so is root on the machine, and whoever may push a branch builds there.",
      example: "true",
    }).default(false),
    release: group(
      {
        user: text(
          {
            description: "The user whose token it is.",
            allowed: "text without a colon or a space",
            example: "acme-release",
            rules: ["registry.user"],
          },
          registryUser,
        ),
        token: secret({
          description:
            "The token: an Owner's of the apps' projects, with the scopes `read_registry` and `write_registry`, and no other.",
        }),
        reader: secret({
          description:
            "Another token, which reads what the build's job has left: a Reporter's of the apps' projects, with the scope `read_api`.",
        }),
      },
      {
        description:
          "Whose tokens the release's jobs come with, where GitLab offers no service accounts: people's or projects'. The first writes `<project>/release` in the registry.",
        example: "{ user: acme-release, token: { secure: … }, reader: { secure: … } }",
        otherwise: "service accounts', which `up` makes",
      },
    ).optional(),
  },
  {
    description:
      "Where the apps' pipelines are kept, and who runs them. Without it each app keeps its own file (`npx slipway pipeline <app>`), and whoever may push a branch may change it there.",
    example: "{ project: acme/pipelines }",
    otherwise: "none",
  },
);

type Config = z.infer<typeof pipelines>;

/** The runners' tags. */
export function buildRunners(config: Config | undefined) {
  return config?.runners ?? { ...runnersByDefault };
}

export type RunnerSettings = ReturnType<typeof buildRunners>;

/** The project of the pipelines' files, and whose tokens release: none for service accounts. */
export function buildPipelines(config: Config | undefined, reveal: Reveal) {
  if (config === undefined) return undefined;
  const { project, release } = config;
  const tokens = () => ({
    token: reveal(["slipway:pipelines", "release", "token"]),
    reader: reveal(["slipway:pipelines", "release", "reader"]),
  });
  return { project, release: release && { user: release.user, ...tokens() } };
}

export function checkPipelines(platform: Stack): Problem[] {
  const problems: Problem[] = [];
  const at = "slipway:pipelines";
  const project = textAt(platform, [at, "project"]);
  const owner = keysAt(platform, ["slipway:apps"]).find((app) => {
    const other = textAt(platform, ["slipway:apps", app, "project"]);
    return other !== undefined && other.toLowerCase() === project?.toLowerCase();
  });
  if (owner !== undefined) {
    const message = `This is the project of \`${owner}\`, whose developers would change the pipelines there.`;
    const fix = "give the pipelines a project of their own.";
    const complaint = { rule: "pipelines.project", message, fix } as const;
    problems.push(complain(platform, [at, "project"], complaint));
  }
  const tagOf = (name: keyof typeof runnersByDefault) =>
    textAt(platform, [at, "runners", name]) ?? runnersByDefault[name];
  for (const name of ["protected", "others"] as const) {
    if (tagOf(name) !== tagOf("trusted")) continue;
    const message = `${show(tagOf(name))} is the tag of the trusted runner as well, and an app's code would run beside keys.`;
    const fix = "give each its own tag.";
    const said = platform.yaml.has(["config", at, "runners", name]) ? name : "trusted";
    const path = [at, "runners", said];
    problems.push(complain(platform, path, { rule: "runner.twice", message, fix }));
  }
  return problems;
}
