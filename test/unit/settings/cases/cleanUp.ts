import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

const at = "slipway:apps.shop.registry";

export const cleanUpCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, at, "30d"],
    says: [
      [
        "Pulumi.platform.yaml:23:17  slipway:apps.shop.registry",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ olderThan: 30d }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, at, { keepN: 10 }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.registry.keepN",
        "`keepN` is not a setting here.",
        "Allowed: `olderThan`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, at, { olderThan: ["30d"] }],
    says: [
      [
        "Pulumi.platform.yaml:25:11  slipway:apps.shop.registry.olderThan",
        "A list stands where text belongs.",
        "Allowed: `7d`, `14d`, `30d`, `60d` or `90d`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, at, { olderThan: "45d" }],
    says: [
      [
        "Pulumi.platform.yaml:24:20  slipway:apps.shop.registry.olderThan",
        '"45d" is not one of the choices.',
        "Allowed: `7d`, `14d`, `30d`, `60d` or `90d`.",
      ],
    ],
  },
];
