import { secret, staging } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

export const variableValuesCases: Case[] = [
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
];
