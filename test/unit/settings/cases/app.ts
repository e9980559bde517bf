import { absent, environmentOf, keys, plain, platform, production, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const appCases: Case[] = [
  {
    rule: "shape.type",
    change: [production, "slipway:apps", "shop"],
    says: [
      [
        "Pulumi.production.yaml:56:17  slipway:apps",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ shop: { servers: [prod-1], compose: compose/shop.yaml } }`.",
      ],
    ],
  },
  {
    rule: "app.name",
    change: [
      staging,
      "slipway:apps.Shop",
      { servers: ["staging-1"], compose: "compose/prod.yaml" },
    ],
    says: [
      [
        "Pulumi.staging.yaml:101:5  slipway:apps.Shop",
        '"Shop" is not a name for an app.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
      [
        "Pulumi.staging.yaml:101:5  slipway:apps.Shop",
        '"Shop" is not an app of the platform.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "app.unknown",
    change: [
      [staging, "slipway:apps.shopp", { servers: ["staging-1"], compose: "compose/prod.yaml" }],
      [staging, "slipway:keys.deployers.shopp", keys("other").observer],
    ],
    says: [
      [
        "Pulumi.staging.yaml:112:5  slipway:apps.shopp",
        '"shopp" is not an app of the platform.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "compose.project-twice",
    change: [
      [platform, "slipway:apps.b-c", { project: "acme/b-c" }],
      [platform, "slipway:apps.c", { project: "acme/c" }],
      [platform, "slipway:environments.a", { branch: "main", deploy: "manual" }],
      [platform, "slipway:environments.a-b", { branch: "main", deploy: "manual" }],
      ["Pulumi.a.yaml", environmentOf("a", "b-c")],
      ["Pulumi.a-b.yaml", environmentOf("a-b", "c")],
    ],
    says: [
      [
        "Pulumi.a-b.yaml:57:5  slipway:apps.c",
        "`a-b-c` would be Compose's project of `b-c` on `a` as well.",
        "Fix: rename the app or the environment.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop", "compose/shop.yaml"],
    says: [["Pulumi.staging.yaml:62:11  slipway:apps.shop", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.secret", {}],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.secret",
        "`secret` is not a setting here.",
        "Fix: did you mean `secrets`?",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.LOG_LEVEL", "Debug"],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.LOG_LEVEL",
        "`LOG_LEVEL` is not a setting here.",
        "Allowed: `servers`, `waves`, `url`, `tier`, `compose`, `files`, `health`, `once`, `backup`, `repository`, `env`, `secrets`, `pipeline`, `rotate` or `withNextImage`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.servers", absent],
    says: [
      [
        "Pulumi.staging.yaml:62:5  slipway:apps.shop.servers",
        "`servers` is missing.",
        "Fix: add `servers: [<a server's name>]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.servers", "staging-1"],
    says: [
      [
        "Pulumi.staging.yaml:63:16  slipway:apps.shop.servers",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[prod-1]`.",
        "Fix: write `servers: [staging-1]`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.servers", ["staging-1", "staging-1"]],
    says: [
      [
        "Pulumi.staging.yaml:64:9  slipway:apps.shop.servers",
        '"staging-1" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.empty",
    change: [staging, "slipway:apps.shop.servers", []],
    says: [
      [
        "Pulumi.staging.yaml:63:16  slipway:apps.shop.servers",
        "This list is empty.",
        "Fix: name at least one.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.servers", [{ "staging-1": {} }]],
    says: [
      [
        "Pulumi.staging.yaml:64:11  slipway:apps.shop.servers[0]",
        "A map stands where text belongs.",
        "Allowed: a server's name.",
      ],
    ],
  },
  {
    rule: "server.unknown",
    change: [staging, "slipway:apps.shop.servers", ["staging1"]],
    says: [
      [
        "Pulumi.staging.yaml:64:11  slipway:apps.shop.servers[0]",
        '"staging1" is not a server of this stack.',
        "Fix: did you mean `staging-1`?",
      ],
    ],
  },
  {
    rule: "server.unknown",
    change: [staging, "slipway:apps.shop.servers", ["prod-1"]],
    says: [
      [
        "Pulumi.staging.yaml:64:11  slipway:apps.shop.servers[0]",
        '"prod-1" is not a server of this stack.',
        "Allowed: `staging-1`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.servers", "staging-1"],
    says: [
      [
        "Pulumi.staging.yaml:63:16  slipway:apps.shop.servers",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[prod-1]`.",
        "Fix: write `servers: [staging-1]`.",
      ],
    ],
  },
  {
    // The app's key is there under its right name.
    rule: "app.unknown",
    change: [
      [production, "slipway:apps.shop", absent],
      [production, "slipway:apps.shopp", { servers: ["prod-1"], compose: "compose/prod.yaml" }],
    ],
    says: [
      [
        "Pulumi.production.yaml:57:5  slipway:apps.shopp",
        '"shopp" is not an app of the platform.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    // And where it is not.
    rule: "app.unknown",
    change: [
      production,
      "slipway:apps.blog",
      { servers: ["prod-1"], compose: "compose/prod.yaml" },
    ],
    says: [
      [
        "Pulumi.production.yaml:61:5  slipway:apps.blog",
        '"blog" is not an app of the platform.',
        "Allowed: `shop`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.withNextImage", plain('"no"')],
    says: [
      [
        "Pulumi.staging.yaml:100:22  slipway:apps.shop.withNextImage",
        '"no" stands where `true` or `false` belongs.',
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.withNextImage", "true"],
    says: [
      [
        "Pulumi.staging.yaml:100:22  slipway:apps.shop.withNextImage",
        '"true" stands where `true` or `false` belongs.',
        "Fix: write `true` without quotes.",
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.withNextImage", plain("on")],
    says: [
      [
        "Pulumi.staging.yaml:100:22  slipway:apps.shop.withNextImage",
        "`on` without quotes is true or false to some readers of YAML.",
        "Fix: write `true` or `false`.",
      ],
    ],
  },
];
