import { secret, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const pipelineCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline", []],
    says: [
      [
        "Pulumi.staging.yaml:82:17  slipway:apps.shop.pipeline",
        "A list stands where a map belongs.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.pipeline.variable", {}],
    says: [
      [
        "Pulumi.staging.yaml:96:9  slipway:apps.shop.pipeline.variable",
        "`variable` is not a setting here.",
        "Fix: did you mean `variables`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.secrets", "DB_PASSWORD"],
    says: [
      [
        "Pulumi.staging.yaml:83:18  slipway:apps.shop.pipeline.secrets",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[DB_PASSWORD]`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.pipeline.secrets", ["DB_PASSWORD", "DB_PASSWORD"]],
    says: [
      [
        "Pulumi.staging.yaml:84:11  slipway:apps.shop.pipeline.secrets",
        '"DB_PASSWORD" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.secrets", [{}]],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        "A map stands where text belongs.",
        "Allowed: a secret's key.",
      ],
    ],
  },
  {
    rule: "pipeline.unknown",
    change: [staging, "slipway:apps.shop.pipeline.secrets", ["DB_PASWORD"]],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        '"DB_PASWORD" is not a secret of this app.',
        "Fix: did you mean `DB_PASSWORD`?",
      ],
    ],
  },
  {
    rule: "pipeline.unknown",
    change: [staging, "slipway:apps.shop.pipeline.secrets", ["LOG_LEVEL"]],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        '"LOG_LEVEL" is not a secret of this app.',
        "Allowed: `DB_PASSWORD`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "variable.reserved",
    change: [
      [staging, "slipway:apps.shop.secrets.CI_PASSWORD", secret("canary-ci")],
      [staging, "slipway:apps.shop.pipeline.secrets", ["CI_PASSWORD"]],
    ],
    says: [
      [
        "Pulumi.staging.yaml:86:13  slipway:apps.shop.pipeline.secrets[0]",
        "\"CI_PASSWORD\" is a variable of GitLab's or Slipway's own.",
        "Fix: rename the secret, or leave it out here.",
      ],
    ],
  },
  {
    rule: "value.masked",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        "GitLab cannot mask this value.",
        "Allowed: at least 8 characters on one line, none of them a space.",
        "Fix: choose such a value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", secret("canary canary")],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        "GitLab cannot mask this value.",
        "Allowed: at least 8 characters on one line, none of them a space.",
        "Fix: choose such a value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked-name",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", secret("DB_PASSWORD")],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        "The value is the name of a variable, and GitLab masks no such value.",
        "Fix: choose another value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked-name",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", secret("CI_JOB_TOKEN")],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        "The value is the name of a variable, and GitLab masks no such value.",
        "Fix: choose another value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.lines",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", secret("canary\ncanary")],
    says: [
      [
        "Pulumi.staging.yaml:86:13  slipway:apps.shop.pipeline.secrets[0]",
        "The value has several lines.",
        "Fix: give it `type: file` and `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.length",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", secret("canary".repeat(2000))],
    says: [
      [
        "Pulumi.staging.yaml:84:13  slipway:apps.shop.pipeline.secrets[0]",
        "The value has 12000 characters.",
        "Allowed: at most 10,000.",
        "Fix: keep it elsewhere, and give jobs what opens it.",
      ],
    ],
  },
];
