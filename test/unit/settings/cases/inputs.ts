import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const inputsCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.inputs", "docs"],
    says: [
      [
        "Pulumi.platform.yaml:23:15  slipway:apps.shop.inputs",
        "Text stands where a map belongs.",
        'Allowed: a map such as `{ exclude: [docs/**, "*.md"] }`.',
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.inputs", { excludes: [] }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.inputs.excludes",
        "`excludes` is not a setting here.",
        "Fix: did you mean `exclude`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.inputs", { exclude: "docs/**" }],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.inputs.exclude",
        "Text stands where a list belongs.",
        'Allowed: a list such as `[docs/**, "*.md"]`.',
        "Fix: write `exclude: [docs/**]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.inputs", { exclude: [{}] }],
    says: [
      [
        "Pulumi.platform.yaml:25:13  slipway:apps.shop.inputs.exclude[0]",
        "A map stands where text belongs.",
        "Allowed: a path or a pattern.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [platform, "slipway:apps.shop.inputs", { exclude: ["docs/**", "docs/**"] }],
    says: [
      [
        "Pulumi.platform.yaml:25:11  slipway:apps.shop.inputs.exclude",
        '"docs/**" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "inputs.pattern",
    change: [
      platform,
      "slipway:apps.shop.inputs",
      { exclude: ["/docs", "../docs", "it's", "!docs", "-docs"] },
    ],
    says: [
      [
        "Pulumi.platform.yaml:25:13  slipway:apps.shop.inputs.exclude[0]",
        '"/docs" is not a path or a pattern.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`, `[`, `]`.",
      ],
      [
        "Pulumi.platform.yaml:26:13  slipway:apps.shop.inputs.exclude[1]",
        '"../docs" is not a path or a pattern.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`, `[`, `]`.",
      ],
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.inputs.exclude[2]",
        '"it\'s" is not a path or a pattern.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`, `[`, `]`.",
      ],
      [
        "Pulumi.platform.yaml:28:13  slipway:apps.shop.inputs.exclude[3]",
        '"!docs" is not a path or a pattern.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`, `[`, `]`.",
      ],
      [
        "Pulumi.platform.yaml:29:13  slipway:apps.shop.inputs.exclude[4]",
        '"-docs" is not a path or a pattern.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/` and `*`, `?`, `[`, `]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.inputs", { epoch: "two" }],
    says: [
      [
        "Pulumi.platform.yaml:24:16  slipway:apps.shop.inputs.epoch",
        '"two" stands where a whole number belongs.',
        "Allowed: a whole number from 1 to 999999.",
      ],
    ],
  },
  {
    rule: "shape.range",
    change: [platform, "slipway:apps.shop.inputs", { epoch: 0 }],
    says: [
      [
        "Pulumi.platform.yaml:24:16  slipway:apps.shop.inputs.epoch",
        "0 is out of range.",
        "Allowed: a whole number from 1 to 999999.",
      ],
    ],
  },
];
