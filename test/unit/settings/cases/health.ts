import { absent, secret, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const healthCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health", "http://127.0.0.1:3000/health"],
    says: [
      [
        "Pulumi.staging.yaml:70:15  slipway:apps.shop.health",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ url: http://127.0.0.1:3000/health, version: .version, smoke: [/api/v1/status], within: 60s }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.proxy", "nginx"],
    says: [
      [
        "Pulumi.staging.yaml:76:16  slipway:apps.shop.health.proxy",
        '"nginx" stands where `true` or `false` belongs.',
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.watch", ["60s"]],
    says: [
      [
        "Pulumi.staging.yaml:77:11  slipway:apps.shop.health.watch",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.watch", "2h"],
    says: [
      [
        "Pulumi.staging.yaml:76:16  slipway:apps.shop.health.watch",
        '"2h" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`, or `0`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.health.timeout", "60s"],
    says: [
      [
        "Pulumi.staging.yaml:76:9  slipway:apps.shop.health.timeout",
        "`timeout` is not a setting here.",
        "Allowed: `url`, `version`, `smoke`, `within`, `watch` or `proxy`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "secret.elsewhere",
    change: [staging, "slipway:apps.shop.health", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:71:9  slipway:apps.shop.health",
        "An encrypted value stands where values are shown in clear.",
        "Fix: write the value itself.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.health.url", absent],
    says: [
      [
        "Pulumi.staging.yaml:70:7  slipway:apps.shop.health.url",
        "`url` is missing.",
        "Fix: add `url: <an http or https address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.url", []],
    says: [
      [
        "Pulumi.staging.yaml:71:14  slipway:apps.shop.health.url",
        "A list stands where text belongs.",
        "Allowed: an http or https address.",
      ],
    ],
  },
  {
    rule: "health.url",
    change: [staging, "slipway:apps.shop.health.url", "/health"],
    says: [
      [
        "Pulumi.staging.yaml:71:14  slipway:apps.shop.health.url",
        '"/health" is not an address that the server can ask.',
        "Allowed: an http or https address as seen from the server, such as `http://127.0.0.1:3000/health`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.version", []],
    says: [
      [
        "Pulumi.staging.yaml:72:18  slipway:apps.shop.health.version",
        "A list stands where text belongs.",
        "Allowed: a jq path.",
      ],
    ],
  },
  {
    rule: "health.version",
    change: [staging, "slipway:apps.shop.health.version", "version"],
    says: [
      [
        "Pulumi.staging.yaml:72:18  slipway:apps.shop.health.version",
        '"version" is not a jq path.',
        'Allowed: a path into the health check\'s JSON, such as `.version` or `.build["app-version"]`.',
        "Fix: write `.version`.",
      ],
    ],
  },
  {
    rule: "health.version",
    change: [staging, "slipway:apps.shop.health.version", ".version | tostring"],
    says: [
      [
        "Pulumi.staging.yaml:72:18  slipway:apps.shop.health.version",
        '".version | tostring" is not a jq path.',
        'Allowed: a path into the health check\'s JSON, such as `.version` or `.build["app-version"]`.',
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.smoke", "/api/v1/status"],
    says: [
      [
        "Pulumi.staging.yaml:73:16  slipway:apps.shop.health.smoke",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[/api/v1/status]`.",
        "Fix: write `smoke: [/api/v1/status]`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.health.smoke", ["/a", "/b", "/a"]],
    says: [
      [
        "Pulumi.staging.yaml:74:11  slipway:apps.shop.health.smoke",
        '"/a" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.smoke", [["/a"]]],
    says: [
      [
        "Pulumi.staging.yaml:74:13  slipway:apps.shop.health.smoke[0]",
        "A list stands where text belongs.",
        "Allowed: a path or an address.",
      ],
    ],
  },
  {
    rule: "health.smoke",
    change: [staging, "slipway:apps.shop.health.smoke", ["api/v1/status"]],
    says: [
      [
        "Pulumi.staging.yaml:74:13  slipway:apps.shop.health.smoke[0]",
        '"api/v1/status" is neither a path nor an address.',
        "Allowed: a path on the health check's host, such as `/api/v1/status`, or a whole address.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.within", []],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.within", 60],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        '"60" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`.",
        "Fix: write `60s`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.within", "2h"],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        '"2h" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.within", "one minute"],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        '"one minute" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`.",
      ],
    ],
  },
];
