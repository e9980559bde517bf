import type { z } from "zod";
import { group, list } from "../kinds/collections.ts";
import { flag, text } from "../kinds/scalars.ts";
import { inClear } from "../kinds/secrets.ts";
import type { Reveal } from "../kinds/secrets.ts";
import type { Path, Problem } from "../problem.ts";
import { complain, isMapAt, isOtherAt, keysAt, textsAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { meant, show } from "../words.ts";
import { backup, buildBackup } from "./backup.ts";
import { buildCompose, buildFiles, checkFiles, compose, files } from "./composeFile.ts";
import type { Repository } from "./composeFile.ts";
import { checkEnv, env, secrets } from "./env.ts";
import { buildGitLabEnvironment, gitlabEnvironment } from "./gitlabEnvironment.ts";
import { buildHealth, buildWatch, health } from "./health.ts";
import { once } from "./once.ts";
import { checkPipeline, pipeline } from "./pipeline.ts";
import { repository } from "./repository.ts";
import { buildRotation, checkRotate, rotate } from "./rotate.ts";
import { buildVariables } from "./variables.ts";
import { checkWaves, waves } from "./waves.ts";

export const appRules = {
  "app.name": "An app's name fits Compose and a path.",
  "app.unknown": "An environment's apps are the platform's.",
  "server.unknown": "An app's servers are declared in its stack.",
  "compose.project-twice": "`<environment>-<app>`, Compose's project, is said by one of them only.",
} as const satisfies Record<string, string>;

/** An app as it runs in one environment. */
export const app = group(
  {
    servers: list(
      text({
        description: "The name of a server of this stack.",
        allowed: "a server's name",
        example: "prod-1",
        rules: ["server.unknown"],
      }),
      {
        description: "The servers that run the app, in the order they are deployed to.",
        example: "[prod-1]",
      },
      1,
    ),
    waves: waves.default([]),
    ...gitlabEnvironment,
    compose,
    files: files.default({}),
    health: health.optional(),
    once: once.default([]),
    backup: backup.optional(),
    repository: repository.optional(),
    env: env.default({}),
    secrets: secrets.default({}),
    pipeline: pipeline.optional(),
    rotate: rotate.default({}),
    withNextImage: flag({
      description:
        "Hold this configuration back until the next image is deployed, where the two work only together.",
      example: "true",
    }).default(false),
  },
  { description: "An app of the platform, as it runs here." },
);

/** What an environment is built from besides its own file. */
export interface Surroundings extends Repository {
  stack: string;
  /** The GitLab project's full path of an app, from the platform. */
  projectOf: (app: string) => string;
  reveal: Reveal;
  /** Whether a value stands at a path of `config`. */
  has: (path: Path) => boolean;
}

export function buildApp(name: string, config: z.infer<typeof app>, around: Surroundings) {
  const { stack, reveal, has } = around;
  const at: Path = ["slipway:apps", name];
  const rotations = Object.entries(config.rotate);
  return {
    name,
    /** The GitLab project's full path. */
    project: around.projectOf(name),
    /** Names of servers, in the order they are deployed to. */
    servers: config.servers,
    /** In the words of `settings/kinds/waves.ts`; none: one server after the other. */
    waves: config.waves,
    /** In the words of the provider's ProjectEnvironment. */
    environment: buildGitLabEnvironment(stack, config),
    compose: buildCompose(config.compose, around),
    /** Config files that the compose file mounts: path in the release's `files/` → content. */
    files: buildFiles(config.files, around),
    health: config.health && buildHealth(config.health),
    watch: buildWatch(config.health),
    /** Services that are done once they have ended well, and have to. */
    once: config.once,
    /** How its data are backed up. */
    backup: config.backup && buildBackup(config.backup),
    /** Where its images have to be from, if that is said. */
    repository: config.repository,
    /** Plain lines of `.env`. */
    env: config.env,
    /** Secret lines of `.env`. */
    secrets: inClear(config.secrets, [...at, "secrets"], reveal),
    variables: buildVariables(config.pipeline, { at, environment: stack, reveal, has }),
    /** By secret. */
    rotate: Object.fromEntries(rotations.map(([key, one]) => [key, buildRotation(one)])),
    /** Hold the configuration back until the next image is deployed. */
    withNextImage: config.withNextImage,
  };
}

export type EnvironmentApp = ReturnType<typeof buildApp>;

/** The rules between the settings of each app of an environment. */
export function checkApps(stack: Stack): Problem[] {
  return keysAt(stack, ["slipway:apps"]).flatMap((name) => {
    const at = ["slipway:apps", name];
    return [
      ...checkServersOf(stack, at),
      ...checkWaves(stack, at),
      ...checkEnv(stack, at),
      ...checkFiles(stack, at),
      ...checkPipeline(stack, at),
      ...checkRotate(stack, at),
    ];
  });
}

function checkServersOf(stack: Stack, at: Path): Problem[] {
  const servers = keysAt(stack, ["slipway:servers"]);
  if (isOtherAt(stack, ["slipway:servers"])) return [];
  return textsAt(stack, [...at, "servers"])
    .filter(([server]) => !servers.includes(server))
    .map(([server, index]) => {
      const message = `${show(server)} is not a server of this stack.`;
      const complaint = { rule: "server.unknown", message, ...meant(server, servers) } as const;
      return complain(stack, [...at, "servers", index], complaint);
    });
}

/** An environment's apps are the platform's. */
export function checkAppsKnown(platform: Stack, environments: Stack[]): Problem[] {
  const known = keysAt(platform, ["slipway:apps"]);
  if (!isMapAt(platform, ["slipway:apps"])) return [];
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:apps"])
      .filter((app) => !known.includes(app))
      .map((app) => {
        const message = `${show(app)} is not an app of the platform.`;
        const complaint = { rule: "app.unknown", message, ...meant(app, known) } as const;
        return complain(stack, ["slipway:apps", app], complaint, "key");
      }),
  );
}

/** `a-b` with app `c`, and `a` with app `b-c`, would be one project of Compose. */
export function checkComposeProjects(environments: Stack[]): Problem[] {
  const owners = new Map<string, string>();
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:apps"]).flatMap((app) => {
      const project = `${stack.name}-${app}`;
      const owner = owners.get(project);
      owners.set(project, owner ?? `\`${app}\` on \`${stack.name}\``);
      if (owner === undefined) return [];
      const message = `\`${project}\` would be Compose's project of ${owner} as well.`;
      const fix = "rename the app or the environment.";
      const rule = "compose.project-twice";
      return [complain(stack, ["slipway:apps", app], { rule, message, fix }, "key")];
    }),
  );
}
