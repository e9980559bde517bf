import { join } from "node:path";
import { load, readStackFiles } from "../../../settings/index.ts";
import type { PlatformSettings, StackFiles } from "../../../settings/index.ts";
import type { Source } from "../../../pipeline/index.ts";
import {
  changedFiles,
  environmentOf,
  plain,
  platform,
  production,
  readSecret,
} from "../settings/fixture.ts";
import type { Change } from "../settings/fixture.ts";

/** Settings whose pipelines are held in `expected/`, by what is told of in them. */

const app = (setting: string, value: unknown): Change => [
  platform,
  `slipway:apps.shop.${setting}`,
  value,
];
const environments = (value: unknown): Change => [platform, "slipway:environments", value];
const staging = { branch: "develop", deploy: "automatic" };

/** An environment more, with a stack of its own. */
function environment(name: string, line: unknown): Change[] {
  return [
    [platform, `slipway:environments.${name}`, line],
    [`Pulumi.${name}.yaml`, environmentOf(name, "shop")],
  ];
}

const ephemeral: Change = [
  platform,
  "slipway:pipelines",
  { project: "acme/pipelines", ephemeral: true },
];

const changes: Record<string, Change[]> = {
  minimal: [],
  "tool-on-runners": [
    [platform, "slipway:tool", { command: "/opt/slipway/bin/slipway" }],
    app("test", { unit: "npm test" }),
  ],
  "own-runners": [
    [
      platform,
      "slipway:pipelines",
      {
        project: "acme/pipelines",
        runners: { trusted: "deploys", protected: "builds", others: "anything" },
      },
    ],
  ],
  "one-branch": [
    app("defaultBranch", "main"),
    environments({
      staging: { branch: "main", deploy: "automatic" },
      production: { branch: "main", deploy: "manual", after: "staging" },
    }),
  ],
  "doors-everywhere": [
    environments({
      staging: { branch: "develop", deploy: "manual" },
      production: { branch: "main", deploy: "manual", after: "staging", timeout: "1h" },
    }),
  ],
  frozen: [
    [
      platform,
      "slipway:environments.production.freeze",
      {
        weekend: { from: "Fri 15:00", until: "Mon 07:00", zone: "Europe/Berlin" },
        "year-end": {
          from: "2026-12-20 00:00",
          until: "2027-01-03 00:00",
          why: "it's the year's end, and nobody's there",
        },
      },
    ],
  ],
  "docker-in-docker": [
    ephemeral,
    app("build", { builder: "docker-in-docker", daemon: "docker:29-dind" }),
  ],
  docker: [ephemeral, app("build", { builder: "docker", timeout: "1h" })],
  build: [
    app("inputs", { exclude: ["docs/**", "*.md", "my notes/*"], epoch: 3 }),
    app("build", {
      context: "services/shop",
      dockerfile: "services/shop/Dockerfile",
      target: "production",
      arguments: { NODE_ENV: "production", GREETING: "it's $HOME & more" },
      commitArguments: ["VERSION", "REVISION"],
      platform: "linux/amd64",
      provenance: true,
      sbom: true,
      sbomGenerator: "registry.example.com/mirror/scanner:1",
    }),
  ],
  tests: [
    app("testing", { image: "node:24", install: "npm ci --prefer-offline --ignore-scripts" }),
    app("test", {
      unit: {
        script: "npm run test:unit -- --coverage\nnpm run report\n",
        coverage: String.raw`/All files[^|]*\|[^|]*\s+([\d\.]+)/`,
        junit: "junit.xml",
        cobertura: "coverage/cobertura-coverage.xml",
        artifacts: ["coverage/"],
      },
      lint: "npm run lint",
      types: { script: 'npm run type-check # "all" of it: yes', image: "node:24-slim" },
      integration: {
        script: "npm run test:integration",
        services: {
          postgres: { image: "postgres:17", variables: { POSTGRES_DB: "shop" } },
          cache: "valkey/valkey:8",
        },
        variables: {
          DATABASE_URL: "postgres://postgres:test@postgres/shop",
          PORT: 3000,
          ON: plain(`"yes"`),
        },
        junit: "reports/*.xml",
        timeout: "30m",
      },
    }),
  ],
  "not-npm": [
    app("testing", { image: "python:3.13", install: "pip install -r requirements.txt" }),
    app("test", { unit: "pytest --junitxml=junit.xml" }),
  ],
  // The app is not on uat: production comes after staging then. And two at once after that.
  branching: [
    [
      platform,
      "slipway:environments",
      {
        staging,
        uat: { branch: "release/1.x", deploy: "manual", after: "staging" },
        production: { branch: "main", deploy: "manual", after: "uat" },
        america: { branch: "release/1.x", deploy: "manual", after: "uat" },
      },
    ],
    [platform, ["slipway:apps", "shop", "branches", "release/1.x"], {}],
    [platform, "slipway:apps.other", { project: "acme/other" }],
    ["Pulumi.uat.yaml", environmentOf("uat", "other")],
    ["Pulumi.america.yaml", environmentOf("america", "shop")],
  ],
  // Names that are the pipeline's own words.
  "named-alike": [
    ...environment("test", staging),
    ...environment("release", { branch: "develop", deploy: "manual", after: "test" }),
    app("test", { unit: "npm test" }),
  ],
  "deployed-nowhere": [
    [production, environmentOf("production", "other")],
    ["Pulumi.staging.yaml", environmentOf("staging", "other")],
    [platform, "slipway:apps.other", { project: "acme/other" }],
  ],
};

export const cases: Record<string, () => Source> = {
  // The example's own stack files.
  shop: () => sourceOf(readStackFiles(join(import.meta.dirname, "../../.."))),
  ...Object.fromEntries(
    Object.entries(changes).map(([name, own]) => [name, () => sourceOf(changedFiles(...own))]),
  ),
};

/** What `slipway tool publish` would have written. */
const published = { image: `registry.example.com/acme/pipelines/slipway@sha256:${"5".repeat(64)}` };

/** What the pipeline of an app is made from, as a command finds it: no secret is opened. */
export function sourceOf(files: StackFiles, app = "shop"): Source {
  const settings = load(files, "platform", readSecret, { want: () => false }) as PlatformSettings;
  const { tool, runners, apps } = settings;
  return { tool: tool ?? published, runners, app: apps.find(({ name }) => name === app)! };
}
