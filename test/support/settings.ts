import type {
  EnvironmentSettings,
  KeyPair,
  PlatformSettings,
  ProjectHookSettings,
} from "../../settings/index.ts";
import { build } from "../../settings/groups/build.ts";
import { testing } from "../../settings/groups/tests.ts";

const entered = { freeze: [], timeout: "15m" };

const protection = {
  pushAccessLevel: "no one",
  mergeAccessLevel: "maintainer",
  allowForcePush: false,
} as const;

/** A platform of one app and two environments, to vary in a test. */
export function platformSettings(change: Partial<PlatformSettings> = {}): PlatformSettings {
  return {
    kind: "platform",
    stack: "platform",
    gitlab: { baseUrl: "https://gitlab.example.com/api/v4/" },
    environments: [
      { name: "staging", branch: "develop", deploy: "automatic", ...entered },
      { name: "production", branch: "main", deploy: "manual", after: "staging", ...entered },
    ],
    apps: [
      {
        name: "shop",
        project: "acme/web/shop",
        projectSettings: {
          name: "shop",
          path: "shop",
          description: "The shop",
          visibilityLevel: "private",
          defaultBranch: "main",
          mergeMethod: "merge",
        },
        branches: [
          { ...protection, branch: "main" },
          { ...protection, branch: "develop", mergeAccessLevel: "developer" },
        ],
        hooks: [],
        defaultBranch: "main",
        inputs: { exclude: [] },
        build: build.parse({}),
        testing: testing.parse({}),
        cleanUp: undefined,
        tests: [],
        deployments: [],
        protect: true,
      },
    ],
    runners: {
      trusted: "slipway-trusted",
      protected: "slipway-protected",
      others: "slipway",
    },
    pipelines: undefined,
    tool: undefined,
    secretValues: [],
    ...change,
  };
}

/** An environment of one app on one server. Every secret in it starts with `canary-`. */
export function environmentSettings(
  change: Partial<EnvironmentSettings> = {},
): EnvironmentSettings {
  return {
    kind: "environment",
    stack: "production",
    gitlab: { baseUrl: "https://gitlab.example.com/api/v4/" },
    rule: { name: "production", branch: "main", deploy: "manual", after: "staging", ...entered },
    keepsPipelines: false,
    servers: {
      "prod-1": {
        name: "prod-1",
        address: "prod.example.com",
        port: 2222,
        user: "slipway",
        administrator: "root",
        timer: true,
        hostKey: "ssh-ed25519 AAAAhost",
        folder: "/srv/slipway",
      },
    },
    keys: {
      bootstrap: keyPair("bootstrap"),
      configurator: keyPair("configurator"),
      observer: keyPair("observer"),
      deployers: { shop: keyPair("deployer") },
      fingerprint: "canary-fingerprint",
    },
    registry: { address: "registry.example.com", user: "puller", password: "canary-registry" },
    tell: { slack: undefined, telegram: undefined },
    apps: [
      {
        name: "shop",
        project: "acme/web/shop",
        servers: ["prod-1"],
        waves: [],
        watch: 0,
        environment: {
          name: "production",
          externalUrl: "https://shop.example.com",
          tier: "production",
        },
        compose: {
          path: "compose/shop.yaml",
          content: {
            services: {
              app: { image: "${IMAGE}", env_file: ".env" },
              database: { image: "postgres:17", volumes: ["./data:/data"] },
            },
          },
        },
        files: { "app.conf": "listen 3000\n" },
        health: {
          url: "http://127.0.0.1:3000/health",
          version: ".version",
          smoke: ["/api/v1/status"],
          within: 60,
        },
        env: { LOG_LEVEL: "Warning" },
        secrets: { DB_PASSWORD: "canary-database" },
        variables: [
          {
            key: "DB_PASSWORD",
            value: "canary-database",
            secret: true,
            variableType: "env_var",
            protected: true,
            masked: true,
            raw: true,
            description: "",
            environmentScope: "production",
          },
        ],
        rotate: { DB_PASSWORD: { every: 90, changed: "2026-11-01" } },
        once: [],
        backup: undefined,
        repository: undefined,
        withNextImage: false,
      },
    ],
    secretValues: [
      ...["bootstrap", "configurator", "observer", "deployer"].map((name) => `canary-${name}\n`),
      "canary-fingerprint",
      "canary-registry",
      "canary-database",
    ],
    ...change,
  };
}

function keyPair(name: string): KeyPair {
  return { public: `ssh-ed25519 AAAA${name}`, private: `canary-${name}\n` };
}

/** A webhook that is told of pushes to a pattern of branches, to vary in a test. */
export function projectHook(change: Partial<ProjectHookSettings> = {}): ProjectHookSettings {
  return {
    name: "chat",
    url: "https://chat.example.com/gitlab",
    token: "canary-hook",
    pushEvents: true,
    tagPushEvents: false,
    mergeRequestsEvents: false,
    pipelineEvents: false,
    jobEvents: false,
    deploymentEvents: false,
    releasesEvents: false,
    pushEventsBranchFilter: "release/*",
    enableSslVerification: true,
    ...change,
  };
}
