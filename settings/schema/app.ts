import { appUrl, healthUrl, jqPath, smokeCheck } from "./addresses.ts";
import { envName, releasePath, repositoryPath } from "./names.ts";
import { choice, date, flag, group, list, map, secret, text } from "./parts.ts";
import { pipeline } from "./pipelineVariables.ts";
import { calendarDay, every, within } from "./times.ts";
import { envValue, noPrivateKey } from "./values.ts";

/** An app as it runs in one environment. */

const health = group(
  {
    url: text(
      {
        description: "The address asked on the server itself until it answers with 2xx.",
        allowed: "an http or https address",
        example: "http://127.0.0.1:3000/health",
        rules: ["health.url"],
        pattern: "^https?://",
      },
      healthUrl,
    ),
    version: text(
      {
        description:
          "Where in the answer's JSON the app reports its version, which must be the deployed one.",
        allowed: "a jq path",
        example: ".version",
        otherwise: "the version is not compared",
        rules: ["health.version"],
      },
      jqPath,
    ).optional(),
    smoke: list(
      text(
        {
          description: "A path on the health check's host, or a whole address.",
          allowed: "a path or an address",
          example: "/api/v1/status",
          rules: ["health.smoke"],
          pattern: "^(/|https?://)",
        },
        smokeCheck,
      ),
      {
        description: "What must answer with 2xx once health and version are right.",
        example: "[/api/v1/status]",
      },
    ).default([]),
    within: text(
      {
        description: "How long the app may take, from its containers' start, to become healthy.",
        allowed: "a duration",
        example: "60s",
        pattern: "^[1-9][0-9]*[smh]$",
        rules: ["duration"],
      },
      within,
    ).default("60s"),
  },
  {
    description:
      "When a release counts as serving. A release that does not get there in time is put back.",
    example:
      "{ url: http://127.0.0.1:3000/health, version: .version, smoke: [/api/v1/status], within: 60s }",
  },
);

const rotation = group(
  {
    every: text(
      {
        description: "How often the secret is to be replaced.",
        allowed: "a duration",
        example: "90d",
        pattern: "^[1-9][0-9]*[dw]$",
        otherwise: "never due",
        rules: ["duration"],
      },
      every,
    ).optional(),
    changed: date(
      {
        description: "When it was replaced last. `npx slipway secret set` writes it.",
        allowed: "a date",
        example: '"2026-11-01"',
        rules: ["date"],
        pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
      },
      calendarDay,
    ),
  },
  { description: "A secret's age." },
);

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
    url: text(
      {
        description: "The environment's address, shown in GitLab.",
        allowed: "an http or https address",
        example: "https://app.example.com",
        otherwise: "none",
        rules: ["app.url"],
        pattern: "^https?://",
      },
      appUrl,
    ).optional(),
    tier: choice(["production", "staging", "testing", "development", "other"], {
      description: "The environment's tier in GitLab.",
      example: "production",
      otherwise: "what GitLab would guess from the environment's name",
    }).optional(),
    compose: text(
      {
        description:
          "The compose file. One of its services at least runs `${IMAGE}`, the image that pipelines deploy.",
        allowed: "a path in this repository",
        example: "compose/shop.yaml",
        rules: ["path.repository", "file.missing"],
        pattern: "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
      },
      repositoryPath,
    ),
    files: map(
      { called: "path", rules: ["path.release", "files.inside"], check: releasePath },
      text(
        {
          description: "The file in this repository.",
          allowed: "a path in this repository",
          example: "compose/app.conf",
          rules: ["path.repository", "file.missing", "file.text"],
          pattern: "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
        },
        repositoryPath,
      ),
      {
        description:
          "Config files that the compose file mounts from `./files/`: the path there, and the file here. They belong to the release, and come back with a rollback.",
        example: "{ app.conf: compose/app.conf }",
        rules: ["path.release", "files.inside"],
      },
    ).default({}),
    health: health.optional(),
    env: map(
      {
        called: "KEY",
        rules: ["env.name", "env.steers"],
        check: envName,
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
      },
      text(
        {
          description: "The value, shown in previews.",
          allowed: "text",
          example: "Warning",
          rules: ["env.value", "env.private-key"],
        },
        envValue,
        noPrivateKey,
      ),
      {
        description: "Plain lines of `.env`.",
        example: "{ LOG_LEVEL: Warning }",
        rules: ["env.name", "env.steers", "env.and-secret"],
      },
    ).default({}),
    secrets: map(
      {
        called: "KEY",
        rules: ["env.name", "env.steers"],
        check: envName,
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
      },
      secret({
        description: "The value, encrypted.",
        rules: ["secret.plain", "env.value", "value.empty"],
      }),
      {
        description:
          "Secret lines of `.env`. `npx slipway secret set <stack> <app> <KEY>` writes them.",
        example: "{ DB_PASSWORD: { secure: … } }",
        rules: ["env.name", "env.steers"],
      },
    ).default({}),
    pipeline: pipeline.optional(),
    rotate: map({ called: "KEY", rules: ["rotate.unknown"], check: () => undefined }, rotation, {
      description: "When each secret was replaced last, and when it is due again.",
      example: '{ DB_PASSWORD: { every: 90d, changed: "2026-11-01" } }',
    }).default({}),
    withNextImage: flag({
      description:
        "Hold this configuration back until the next image is deployed, where the two work only together.",
      example: "true",
    }).default(false),
  },
  { description: "An app of the platform, as it runs here." },
);
