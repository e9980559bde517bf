import { absent, plain, platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const platformAppCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.mergeMethod", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:20  slipway:apps.shop.mergeMethod",
        "A map stands where text belongs.",
        "Allowed: `merge`, `rebase_merge` or `ff`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.mergeMethod", "fast-forward"],
    says: [
      [
        "Pulumi.platform.yaml:23:20  slipway:apps.shop.mergeMethod",
        '"fast-forward" is not one of the choices.',
        "Allowed: `merge`, `rebase_merge` or `ff`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:apps", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  slipway:apps",
        "`slipway:apps` is missing.",
        "Fix: add `slipway:apps`, a map such as `{ shop: { project: acme/shop } }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps", "shop"],
    says: [
      [
        "Pulumi.platform.yaml:12:17  slipway:apps",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ shop: { project: acme/shop } }`.",
      ],
    ],
  },
  {
    rule: "app.name",
    change: [platform, "slipway:apps.My_Shop", { project: "acme/my-shop" }],
    says: [
      [
        "Pulumi.platform.yaml:23:5  slipway:apps.My_Shop",
        '"My_Shop" is not a name for an app.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop", "acme/shop"],
    says: [["Pulumi.platform.yaml:13:11  slipway:apps.shop", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.visiblity", "public"],
    says: [
      [
        "Pulumi.platform.yaml:23:7  slipway:apps.shop.visiblity",
        "`visiblity` is not a setting here.",
        "Fix: did you mean `visibility`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.description", ["The web shop"]],
    says: [
      [
        "Pulumi.platform.yaml:16:9  slipway:apps.shop.description",
        "A list stands where text belongs.",
      ],
    ],
  },
  {
    rule: "text.length",
    change: [platform, "slipway:apps.shop.description", "x".repeat(2001)],
    says: [
      [
        "Pulumi.platform.yaml:15:20  slipway:apps.shop.description",
        "This text has 2001 characters.",
        "Allowed: at most 2000.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.visibility", []],
    says: [
      [
        "Pulumi.platform.yaml:16:19  slipway:apps.shop.visibility",
        "A list stands where text belongs.",
        "Allowed: `private`, `internal` or `public`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.visibility", "Private"],
    says: [
      [
        "Pulumi.platform.yaml:16:19  slipway:apps.shop.visibility",
        '"Private" is not one of the choices.',
        "Allowed: `private`, `internal` or `public`.",
        "Fix: did you mean `private`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.protect", 1],
    says: [
      [
        "Pulumi.platform.yaml:22:16  slipway:apps.shop.protect",
        "`1` stands where `true` or `false` belongs.",
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [platform, "slipway:apps.shop.protect", plain("yes")],
    says: [
      [
        "Pulumi.platform.yaml:22:16  slipway:apps.shop.protect",
        "`yes` without quotes is true or false to some readers of YAML.",
        "Fix: write `true` or `false`.",
      ],
    ],
  },
];
