import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const testServicesCases: Case[] = [
  {
    rule: "service.alias",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", services: { "My Database": "postgres:17" } } },
    ],
    says: [
      [
        'Pulumi.platform.yaml:27:13  slipway:apps.shop.test.unit.services["My Database"]',
        '"My Database" is not a name for a service.',
        "Allowed: small letters, digits and `-`, with `.` between them if need be, at most 63.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", services: { postgres: ["postgres:17"] } } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:28:15  slipway:apps.shop.test.unit.services.postgres",
        "A list stands where text belongs.",
        "Allowed: an image.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", services: { postgres: {} } } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.test.unit.services.postgres.image",
        "`image` is missing.",
        "Fix: add `image: <an image>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", services: { postgres: { image: [] } } } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:28:22  slipway:apps.shop.test.unit.services.postgres.image",
        "A list stands where text belongs.",
        "Allowed: an image.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          services: { postgres: "postgres 17", cache: { image: "Valkey" } },
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:23  slipway:apps.shop.test.unit.services.postgres",
        '"postgres 17" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
      [
        "Pulumi.platform.yaml:29:22  slipway:apps.shop.test.unit.services.cache.image",
        '"Valkey" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      platform,
      "slipway:apps.shop.test",
      { unit: { script: "npm test", services: { postgres: { image: "postgres:17", env: {} } } } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:29:15  slipway:apps.shop.test.unit.services.postgres.env",
        "`env` is not a setting here.",
        "Allowed: `image` or `variables`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          services: { postgres: { image: "postgres:17", variables: [] } },
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:29:26  slipway:apps.shop.test.unit.services.postgres.variables",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ POSTGRES_PASSWORD: test }`.",
      ],
    ],
  },
  {
    rule: "variable.name",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          services: { postgres: { image: "postgres:17", variables: { "A-B": "c" } } },
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:30:17  slipway:apps.shop.test.unit.services.postgres.variables.A-B",
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
          services: { postgres: { image: "postgres:17", variables: { CI_X: "c" } } },
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:30:17  slipway:apps.shop.test.unit.services.postgres.variables.CI_X",
        "\"CI_X\" is a variable of GitLab's or Slipway's own.",
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.test",
      {
        unit: {
          script: "npm test",
          services: { postgres: { image: "postgres:17", variables: { A: [] } } },
        },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:30:20  slipway:apps.shop.test.unit.services.postgres.variables.A",
        "A list stands where text belongs.",
      ],
    ],
  },
];
