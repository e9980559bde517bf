import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const testReportsCases: Case[] = [
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          image: [],
          services: "postgres",
          variables: "A=1",
          coverage: [],
          junit: [],
          cobertura: [],
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:18  slipway:apps.shop.test.unit.image",
        "A list stands where text belongs.",
        "Allowed: an image.",
      ],
      [
        "Pulumi.platform.yaml:27:21  slipway:apps.shop.test.unit.services",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ postgres: postgres:17 }`.",
      ],
      [
        "Pulumi.platform.yaml:28:22  slipway:apps.shop.test.unit.variables",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ DATABASE_URL: postgres://postgres:test@postgres/test }`.",
      ],
      [
        "Pulumi.platform.yaml:29:21  slipway:apps.shop.test.unit.coverage",
        "A list stands where text belongs.",
        "Allowed: a regular expression.",
      ],
      [
        "Pulumi.platform.yaml:30:18  slipway:apps.shop.test.unit.junit",
        "A list stands where text belongs.",
        "Allowed: a path.",
      ],
      [
        "Pulumi.platform.yaml:31:22  slipway:apps.shop.test.unit.cobertura",
        "A list stands where text belongs.",
        "Allowed: a path.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", artifacts: "out/", timeout: [] } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:22  slipway:apps.shop.test.unit.artifacts",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[coverage/]`.",
        "Fix: write `artifacts: [out/]`.",
      ],
      [
        "Pulumi.platform.yaml:27:20  slipway:apps.shop.test.unit.timeout",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.test", { unit: { script: "npm test", artifacts: [[]] } }],
    says: [
      [
        "Pulumi.platform.yaml:27:15  slipway:apps.shop.test.unit.artifacts[0]",
        "A list stands where text belongs.",
        "Allowed: a path.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", image: "node 24" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:18  slipway:apps.shop.test.unit.image",
        '"node 24" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "test.coverage",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", coverage: "All files" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:21  slipway:apps.shop.test.unit.coverage",
        '"All files" is not a regular expression between slashes.',
        "Allowed: a regular expression whose last number is the percentage, such as `/All files[^|]*\\|[^|]*\\s+([\\d\\.]+)/`.",
      ],
    ],
  },
  {
    rule: "test.coverage",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", coverage: "/(unclosed/" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:21  slipway:apps.shop.test.unit.coverage",
        '"/(unclosed/" is not a regular expression between slashes.',
        "Allowed: a regular expression whose last number is the percentage, such as `/All files[^|]*\\|[^|]*\\s+([\\d\\.]+)/`.",
      ],
    ],
  },
  {
    rule: "test.coverage",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", coverage: "/(?<=Lines: )[0-9]+/" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:21  slipway:apps.shop.test.unit.coverage",
        "GitLab's regular expressions (RE2) look neither around nor back.",
        "Allowed: a regular expression whose last number is the percentage, such as `/All files[^|]*\\|[^|]*\\s+([\\d\\.]+)/`.",
      ],
    ],
  },
  {
    rule: "test.path",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          junit: "/junit.xml",
          cobertura: "../coverage.xml",
          artifacts: ["$HOME"],
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:18  slipway:apps.shop.test.unit.junit",
        '"/junit.xml" is not a path in the repository.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`.",
      ],
      [
        "Pulumi.platform.yaml:27:22  slipway:apps.shop.test.unit.cobertura",
        '"../coverage.xml" is not a path in the repository.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`.",
      ],
      [
        "Pulumi.platform.yaml:29:15  slipway:apps.shop.test.unit.artifacts[0]",
        '"$HOME" is not a path in the repository.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", artifacts: ["out/", "out/"] } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.test.unit.artifacts",
        '"out/" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [platform, "slipway:apps.shop.test", { unit: { script: "npm test", timeout: "soon" } }],
    says: [
      [
        "Pulumi.platform.yaml:26:20  slipway:apps.shop.test.unit.timeout",
        '"soon" is no time that a job may take.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `15m`, from `1m` to `24h`.",
      ],
    ],
  },
  {
    rule: "variable.name",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", variables: { "A-B": "c" } } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.test.unit.variables.A-B",
        '"A-B" is not a name for a GitLab variable.',
        "Allowed: letters, digits and `_`, at most 255.",
      ],
    ],
  },
  {
    rule: "variable.reserved",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          variables: { CI_DEBUG_TRACE: "true", SLIPWAY_RUNNER: "slipway-trusted" },
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.test.unit.variables.CI_DEBUG_TRACE",
        "\"CI_DEBUG_TRACE\" is a variable of GitLab's or Slipway's own.",
        "Fix: give it another name.",
      ],
      [
        "Pulumi.platform.yaml:28:13  slipway:apps.shop.test.unit.variables.SLIPWAY_RUNNER",
        "\"SLIPWAY_RUNNER\" is a variable of GitLab's or Slipway's own.",
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", variables: { A: [] } } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:16  slipway:apps.shop.test.unit.variables.A",
        "A list stands where text belongs.",
      ],
    ],
  },
];
