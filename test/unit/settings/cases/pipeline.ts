import { absent, plain, secret } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

const staging = "Pulumi.staging.yaml";

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
    rule: "value.masked",
    change: [staging, "slipway:apps.shop.pipeline.variables.TOKEN", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:88:13  slipway:apps.shop.pipeline.variables.TOKEN",
        "GitLab cannot mask this value.",
        "Allowed: at least 8 characters on one line, none of them a space.",
        "Fix: choose such a value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked",
    change: [
      staging,
      "slipway:apps.shop.pipeline.variables.SENTRY",
      { value: "short", masked: true },
    ],
    says: [
      [
        "Pulumi.staging.yaml:87:20  slipway:apps.shop.pipeline.variables.SENTRY.value",
        "GitLab cannot mask this value.",
        "Allowed: at least 8 characters on one line, none of them a space.",
        "Fix: choose such a value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked",
    change: [
      staging,
      "slipway:apps.shop.pipeline.variables.TOKEN",
      { value: secret("canary$canary"), raw: false },
    ],
    says: [
      [
        "Pulumi.staging.yaml:89:15  slipway:apps.shop.pipeline.variables.TOKEN.value",
        "GitLab cannot mask this value while it expands `$`.",
        "Allowed: at least 8 of the letters, digits and `_+=/@:.~-`.",
        "Fix: take `raw: false` out, or write `masked: false`.",
      ],
    ],
  },
  {
    rule: "value.masked",
    change: [
      staging,
      "slipway:apps.shop.pipeline.variables.TOKEN",
      { value: secret("canary"), raw: false },
    ],
    says: [
      [
        "Pulumi.staging.yaml:89:15  slipway:apps.shop.pipeline.variables.TOKEN.value",
        "GitLab cannot mask this value while it expands `$`.",
        "Allowed: at least 8 of the letters, digits and `_+=/@:.~-`.",
        "Fix: choose such a value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.masked", true],
    says: [
      [
        "Pulumi.staging.yaml:91:15  slipway:apps.shop.pipeline.variables.KUBE.value",
        "GitLab cannot mask this value.",
        "Allowed: at least 8 characters on one line, none of them a space.",
        "Fix: choose such a value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.masked-name",
    change: [
      staging,
      "slipway:apps.shop.pipeline.variables.SENTRY",
      { value: "GITLAB_USER_NAME", masked: true },
    ],
    says: [
      [
        "Pulumi.staging.yaml:87:20  slipway:apps.shop.pipeline.variables.SENTRY.value",
        "The value is the name of a variable, and GitLab masks no such value.",
        "Fix: choose another value, or give it `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.lines",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY", "two\nlines"],
    says: [
      [
        "Pulumi.staging.yaml:86:19  slipway:apps.shop.pipeline.variables.SENTRY",
        "The value has several lines.",
        "Fix: give it `type: file` and `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.lines",
    change: [staging, "slipway:apps.shop.pipeline.variables.KUBE.type", "env_var"],
    says: [
      [
        "Pulumi.staging.yaml:91:15  slipway:apps.shop.pipeline.variables.KUBE.value",
        "The value has several lines.",
        "Fix: give it `type: file` and `masked: false` under `pipeline.variables`.",
      ],
    ],
  },
  {
    rule: "value.length",
    change: [staging, "slipway:apps.shop.pipeline.variables.SENTRY", "x".repeat(10001)],
    says: [
      [
        "Pulumi.staging.yaml:86:19  slipway:apps.shop.pipeline.variables.SENTRY",
        "The value has 10001 characters.",
        "Allowed: at most 10,000.",
        "Fix: keep it elsewhere, and give jobs what opens it.",
      ],
    ],
  },
  {
    rule: "value.key-newline",
    change: [
      staging,
      "slipway:apps.shop.pipeline.variables.KUBE.value",
      secret(keyPair("canary").private.trimEnd()),
    ],
    says: [
      [
        "Pulumi.staging.yaml:91:15  slipway:apps.shop.pipeline.variables.KUBE.value",
        "The private key's last line has no end, and ssh refuses such a file.",
        "Fix: set it again, with its last newline.",
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
