import type { z } from "zod";
import type { BranchRule, ComposeContent, EnvironmentApp, EnvironmentRule } from "./model.ts";
import type { EnvironmentSettings, KeyPair, PipelineVariable, PlatformApp } from "./model.ts";
import type { PlatformSettings } from "./model.ts";
import type { environment } from "./schema/environment.ts";
import type { platform } from "./schema/platform.ts";
import { day, days, seconds } from "./schema/times.ts";
import type { Path } from "./problem.ts";
import { guessTier } from "./tier.ts";

/** From checked stack files to the model: names into their objects, references resolved. */

type PlatformConfig = z.infer<typeof platform>;
type EnvironmentConfig = z.infer<typeof environment>;
type AppConfig = EnvironmentConfig["slipway:apps"][string];
type VariableConfig = NonNullable<AppConfig["pipeline"]>["variables"][string];

export function buildPlatform(config: PlatformConfig): PlatformSettings {
  const environments = rulesOf(config);
  return {
    kind: "platform",
    stack: "platform",
    gitlab: { baseUrl: config["gitlab:baseUrl"] },
    environments,
    apps: Object.entries(config["slipway:apps"]).map(([name, app]) => ({
      name,
      project: app.project,
      description: app.description,
      visibility: app.visibility,
      defaultBranch: app.defaultBranch,
      branches: branchesOf(app, environments),
      protect: app.protect,
    })),
  };
}

function rulesOf(config: PlatformConfig): EnvironmentRule[] {
  const rules = Object.entries(config["slipway:environments"]);
  return rules.map(([name, { branch, deploy, after }]) => ({
    name,
    branch,
    deploy,
    ...(after === undefined ? {} : { after }),
  }));
}

/** Those that are listed; otherwise the default branch and the environments', safely protected. */
function branchesOf(
  app: PlatformConfig["slipway:apps"][string],
  environments: EnvironmentRule[],
): PlatformApp["branches"] {
  if (app.branches !== undefined && Object.keys(app.branches).length > 0) {
    return Object.entries(app.branches).map(([name, rule]) => ({ name, ...rule }));
  }
  const names = new Set([app.defaultBranch, ...environments.map(({ branch }) => branch)]);
  const safe = { push: "no one", merge: "maintainer", forcePush: false } as const;
  return [...names].map((name): BranchRule => ({ name, ...safe }));
}

/** What an environment is built from besides its own file. */
export interface Surroundings {
  stack: string;
  platform: PlatformSettings;
  /** The plain text of the secret at a path of `config`. */
  secret: (path: Path) => string;
  compose: (path: string) => ComposeContent;
  file: (path: string) => string;
  /** Whether a value stands at a path of `config`. */
  has: (path: Path) => boolean;
}

export function buildEnvironment(
  config: EnvironmentConfig,
  around: Surroundings,
): EnvironmentSettings {
  const { stack, platform, secret } = around;
  const keys = config["slipway:keys"];
  const pair = (at: string[], { public: half }: { public: string }): KeyPair => ({
    public: half,
    private: secret(["slipway:keys", ...at, "private"]),
  });
  const registry = config["slipway:registry"];
  return {
    kind: "environment",
    stack,
    gitlab: { baseUrl: config["gitlab:baseUrl"] },
    rule: platform.environments.find(({ name }) => name === stack)!,
    servers: mapEntries(config["slipway:servers"], (server, name) => ({ name, ...server })),
    keys: {
      bootstrap: pair(["bootstrap"], keys.bootstrap),
      configurator: pair(["configurator"], keys.configurator),
      observer: pair(["observer"], keys.observer),
      fingerprint: secret(["slipway:keys", "fingerprint"]),
      deployers: mapEntries(keys.deployers, (key, app) => pair(["deployers", app], key)),
    },
    ...(registry && {
      registry: {
        address: registry.address,
        user: registry.user,
        password: secret(["slipway:registry", "password"]),
      },
    }),
    apps: Object.entries(config["slipway:apps"]).map(([name, app]) => buildApp(name, app, around)),
  };
}

function buildApp(name: string, app: AppConfig, around: Surroundings): EnvironmentApp {
  const at: Path = ["slipway:apps", name];
  const { health } = app;
  return {
    name,
    project: around.platform.apps.find((known) => known.name === name)!.project,
    servers: app.servers,
    ...(app.url === undefined ? {} : { url: app.url }),
    tier: app.tier ?? guessTier(around.stack),
    compose: { path: app.compose, content: around.compose(app.compose) },
    files: mapEntries(app.files, (path) => around.file(path)),
    ...(health && {
      health: {
        url: health.url,
        ...(health.version === undefined ? {} : { version: health.version }),
        smoke: health.smoke,
        within: seconds(health.within)!,
      },
    }),
    env: app.env,
    secrets: mapEntries(app.secrets, (_, key) => around.secret([...at, "secrets", key])),
    variables: variablesOf(app, at, around),
    rotate: mapEntries(app.rotate, ({ every, changed }) => ({
      ...(every === undefined ? {} : { every: days(every)! }),
      changed: day(changed)!,
    })),
    withNextImage: app.withNextImage,
  };
}

function variablesOf(app: AppConfig, at: Path, around: Surroundings): PipelineVariable[] {
  const published = app.pipeline?.secrets ?? [];
  const variables = Object.entries(app.pipeline?.variables ?? {});
  return [
    ...published.map((key) => ({
      key,
      value: around.secret([...at, "secrets", key]),
      secret: true,
      type: "env_var" as const,
      protected: true,
      masked: true,
      raw: true,
      description: "",
    })),
    ...variables.map(([key, variable]) => buildVariable(key, variable, at, around)),
  ];
}

function buildVariable(
  key: string,
  variable: VariableConfig,
  at: Path,
  { secret, has }: Surroundings,
): PipelineVariable {
  const { value, masked, type, ...rest } = variable;
  const isSecret = typeof value !== "string";
  const path = [...at, "pipeline", "variables", key];
  const valuePath = has([...path, "value"]) ? [...path, "value"] : path;
  return {
    key,
    ...rest,
    value: isSecret ? secret(valuePath) : value,
    secret: isSecret,
    type,
    masked: masked ?? (isSecret && type === "env_var"),
  };
}

function mapEntries<From, To>(
  record: Record<string, From>,
  map: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
