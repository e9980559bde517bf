import { absent, plain, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const variablesCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables", []],
    says: [
      [
        "Pulumi.staging.yaml:85:20  slipway:apps.shop.pipeline.variables",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ SENTRY_ENV: production }`.",
      ],
    ],
  },
  {
    rule: "variable.name",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY-ENV", "x"],
    says: [
      [
        "Pulumi.staging.yaml:96:11  slipway:apps.shop.pipeline.variables.SENTRY-ENV",
        '"SENTRY-ENV" is not a name for a GitLab variable.',
        "Allowed: letters, digits and `_`, at most 255.",
      ],
    ],
  },
  {
    rule: "variable.reserved",
    change: [staging, "slipway:apps.shop.pipeline.variables.CI_DEBUG", "x"],
    says: [
      [
        "Pulumi.staging.yaml:96:11  slipway:apps.shop.pipeline.variables.CI_DEBUG",
        "\"CI_DEBUG\" is a variable of GitLab's or Slipway's own.",
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "variable.reserved",
    change: [staging, "slipway:apps.shop.pipeline.variables.SLIPWAY_SERVERS", "x"],
    says: [
      [
        "Pulumi.staging.yaml:96:11  slipway:apps.shop.pipeline.variables.SLIPWAY_SERVERS",
        "\"SLIPWAY_SERVERS\" is a variable of GitLab's or Slipway's own.",
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "pipeline.twice",
    change: [staging, "slipway:apps.shop.pipeline.variables.DB_PASSWORD", "x"],
    says: [
      [
        "Pulumi.staging.yaml:96:11  slipway:apps.shop.pipeline.variables.DB_PASSWORD",
        "`DB_PASSWORD` stands in `pipeline.secrets` as well.",
        "Fix: take one of the two out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY", ["x"]],
    says: [
      [
        "Pulumi.staging.yaml:87:13  slipway:apps.shop.pipeline.variables.SENTRY",
        "A list stands where text or an encrypted value belongs.",
        "Allowed: text, or `{ secure: … }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY", null],
    says: [
      [
        "Pulumi.staging.yaml:86:19  slipway:apps.shop.pipeline.variables.SENTRY",
        "Nothing stands where text or an encrypted value belongs.",
        "Allowed: text, or `{ secure: … }`.",
        'Fix: write a text, `""` for an empty one, or take the line out.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY", plain("off")],
    says: [
      [
        "Pulumi.staging.yaml:86:19  slipway:apps.shop.pipeline.variables.SENTRY",
        "`off` without quotes is true or false to some readers of YAML.",
        'Fix: write `"off"`.',
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY", { value: "x", mask: true }],
    says: [
      [
        "Pulumi.staging.yaml:88:13  slipway:apps.shop.pipeline.variables.SENTRY.mask",
        "`mask` is not a setting here.",
        "Fix: did you mean `masked`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.value", absent],
    says: [
      [
        "Pulumi.staging.yaml:89:11  slipway:apps.shop.pipeline.variables.KUBE.value",
        "`value` is missing.",
        "Fix: add `value: <text, or { secure: … }>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.value", []],
    says: [
      [
        "Pulumi.staging.yaml:90:20  slipway:apps.shop.pipeline.variables.KUBE.value",
        "A list stands where text or an encrypted value belongs.",
        "Allowed: text, or `{ secure: … }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.type", {}],
    says: [
      [
        "Pulumi.staging.yaml:91:15  slipway:apps.shop.pipeline.variables.KUBE.value",
        "The value has several lines.",
        "Fix: give it `type: file` and `masked: false` under `pipeline.variables`.",
      ],
      [
        "Pulumi.staging.yaml:94:19  slipway:apps.shop.pipeline.variables.KUBE.type",
        "A map stands where text belongs.",
        "Allowed: `env_var` or `file`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.type", "envVar"],
    says: [
      [
        "Pulumi.staging.yaml:94:19  slipway:apps.shop.pipeline.variables.KUBE.type",
        '"envVar" is not one of the choices.',
        "Allowed: `env_var` or `file`.",
        "Fix: did you mean `env_var`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.protected", "true"],
    says: [
      [
        "Pulumi.staging.yaml:96:24  slipway:apps.shop.pipeline.variables.KUBE.protected",
        '"true" stands where `true` or `false` belongs.',
        "Fix: write `true` without quotes.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.masked", 1],
    says: [
      [
        "Pulumi.staging.yaml:96:21  slipway:apps.shop.pipeline.variables.KUBE.masked",
        "`1` stands where `true` or `false` belongs.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.raw", "raw"],
    says: [
      [
        "Pulumi.staging.yaml:96:18  slipway:apps.shop.pipeline.variables.KUBE.raw",
        '"raw" stands where `true` or `false` belongs.',
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.description", []],
    says: [
      [
        "Pulumi.staging.yaml:95:26  slipway:apps.shop.pipeline.variables.KUBE.description",
        "A list stands where text belongs.",
      ],
    ],
  },
  {
    rule: "text.length",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.description", "x".repeat(256)],
    says: [
      [
        "Pulumi.staging.yaml:95:26  slipway:apps.shop.pipeline.variables.KUBE.description",
        "This text has 256 characters.",
        "Allowed: at most 255.",
      ],
    ],
  },
];
