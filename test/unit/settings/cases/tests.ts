import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const testsCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.testing", "node"],
    says: [
      [
        "Pulumi.platform.yaml:23:16  slipway:apps.shop.testing",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ image: node:24 }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.testing", { instal: "npm ci" }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.testing.instal",
        "`instal` is not a setting here.",
        "Fix: did you mean `install`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.testing", { image: [], install: [] }],
    says: [
      [
        "Pulumi.platform.yaml:24:16  slipway:apps.shop.testing.image",
        "A list stands where text belongs.",
        "Allowed: an image.",
      ],
      [
        "Pulumi.platform.yaml:25:18  slipway:apps.shop.testing.install",
        "A list stands where text belongs.",
        "Allowed: a command on one line.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [platform, "slipway:apps.shop.testing", { image: "node 24" }],
    says: [
      [
        "Pulumi.platform.yaml:24:16  slipway:apps.shop.testing.image",
        '"node 24" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "text.line",
    change: [platform, "slipway:apps.shop.testing", { install: "npm ci\nnpm run prepare" }],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.testing.install",
        "This text has several lines.",
        "Allowed: text on one line.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.test", "npm test"],
    says: [
      [
        "Pulumi.platform.yaml:23:13  slipway:apps.shop.test",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ unit: npm run test:unit, lint: npm run lint }`.",
      ],
    ],
  },
  {
    rule: "test.name",
    change: [platform, "slipway:apps.shop.test", { "Unit Tests": "npm test" }],
    says: [
      [
        'Pulumi.platform.yaml:24:9  slipway:apps.shop.test["Unit Tests"]',
        '"Unit Tests" is not a name for a test.',
        "Allowed: a small letter, then small letters, digits and `-`, at most 40 characters.",
      ],
    ],
  },
  {
    rule: "test.reserved",
    change: [platform, "slipway:apps.shop.test", { build: "npm test", pages: "npm test" }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.test.build",
        '"build" is a name that pipelines have a use for already.',
        "Fix: give it another name, such as `unit`.",
      ],
      [
        "Pulumi.platform.yaml:25:9  slipway:apps.shop.test.pages",
        '"pages" is a name that pipelines have a use for already.',
        "Fix: give it another name, such as `unit`.",
      ],
    ],
  },
  {
    rule: "test.reserved",
    change: [platform, "slipway:apps.shop.test", { staging: "npm test" }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.test.staging",
        '"staging" is an environment, and the job that deploys there is called so.',
        "Fix: give the test another name.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.test", { unit: ["npm ci", "npm test"] }],
    says: [
      [
        "Pulumi.platform.yaml:25:11  slipway:apps.shop.test.unit",
        "A list stands where text belongs.",
        "Allowed: a command.",
      ],
    ],
  },
  {
    rule: "secret.elsewhere",
    change: [platform, "slipway:apps.shop.test", { unit: { secure: "=canary" } }],
    says: [
      [
        "Pulumi.platform.yaml:25:11  slipway:apps.shop.test.unit",
        "An encrypted value stands where values are shown in clear.",
        "Fix: write the value itself.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.test", { unit: { script: "npm test", reports: {} } }],
    says: [
      [
        "Pulumi.platform.yaml:26:11  slipway:apps.shop.test.unit.reports",
        "`reports` is not a setting here.",
        "Allowed: `script`, `image`, `services`, `variables`, `coverage`, `junit`, `cobertura`, `artifacts` or `timeout`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:apps.shop.test", { unit: {} }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.test.unit.script",
        "`script` is missing.",
        "Fix: add `script: <a command>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.test", { unit: { script: [] } }],
    says: [
      [
        "Pulumi.platform.yaml:25:19  slipway:apps.shop.test.unit.script",
        "A list stands where text belongs.",
        "Allowed: a command.",
      ],
    ],
  },
  {
    rule: "test.script",
    change: [platform, "slipway:apps.shop.test", { unit: "", types: { script: " " } }],
    says: [
      [
        "Pulumi.platform.yaml:24:15  slipway:apps.shop.test.unit",
        "There is nothing to run.",
        "Fix: write a command, such as `npm test`.",
      ],
      [
        "Pulumi.platform.yaml:26:19  slipway:apps.shop.test.types.script",
        "There is nothing to run.",
        "Fix: write a command, such as `npm test`.",
      ],
    ],
  },
];
