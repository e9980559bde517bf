import { staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const gitlabEnvironmentCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.url", []],
    says: [
      [
        "Pulumi.staging.yaml:65:12  slipway:apps.shop.url",
        "A list stands where text belongs.",
        "Allowed: an http or https address.",
      ],
    ],
  },
  {
    rule: "app.url",
    change: [staging, "slipway:apps.shop.url", "app.example.com"],
    says: [
      [
        "Pulumi.staging.yaml:65:12  slipway:apps.shop.url",
        '"app.example.com" is not an address for an environment.',
        "Allowed: an http or https address without a password, at most 255 characters.",
        "Fix: write `https://app.example.com`.",
      ],
    ],
  },
  {
    rule: "app.url",
    change: [staging, "slipway:apps.shop.url", "https://user:word@app.example.com"],
    says: [
      [
        "Pulumi.staging.yaml:65:12  slipway:apps.shop.url",
        '"https://…@app.example.com" is not an address for an environment.',
        "Allowed: an http or https address without a password, at most 255 characters.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.tier", 1],
    says: [
      [
        "Pulumi.staging.yaml:66:13  slipway:apps.shop.tier",
        "`1` stands where text belongs.",
        "Allowed: `production`, `staging`, `testing`, `development` or `other`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [staging, "slipway:apps.shop.tier", "stage"],
    says: [
      [
        "Pulumi.staging.yaml:66:13  slipway:apps.shop.tier",
        '"stage" is not one of the choices.',
        "Allowed: `production`, `staging`, `testing`, `development` or `other`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [staging, "slipway:apps.shop.tier", "prod"],
    says: [
      [
        "Pulumi.staging.yaml:66:13  slipway:apps.shop.tier",
        '"prod" is not one of the choices.',
        "Allowed: `production`, `staging`, `testing`, `development` or `other`.",
        "Fix: did you mean `production`?",
      ],
    ],
  },
];
