import { compose, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const onceCases: Case[] = [
  {
    rule: "service.unknown",
    change: [staging, "slipway:apps.shop.once", ["database", "migrat"]],
    says: [
      [
        "Pulumi.staging.yaml:103:11  slipway:apps.shop.once[1]",
        '"migrat" is not a service of the app\'s compose file.',
        "Allowed: `app` or `database`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "service.profiles",
    change: [
      [compose, "services.migrate", { image: "${IMAGE}", profiles: ["tools"] }],
      [staging, "slipway:apps.shop.once", ["migrate"]],
    ],
    says: [
      [
        "Pulumi.staging.yaml:102:11  slipway:apps.shop.once[0]",
        '"migrate" has `profiles`, so that nothing starts it.',
        "Fix: take its `profiles` out, or take it out here.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.once", ["database", "database"]],
    says: [
      [
        "Pulumi.staging.yaml:102:9  slipway:apps.shop.once",
        '"database" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.once", "database"],
    says: [
      [
        "Pulumi.staging.yaml:101:13  slipway:apps.shop.once",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[migrate]`.",
        "Fix: write `once: [database]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.once", [[]]],
    says: [
      [
        "Pulumi.staging.yaml:102:11  slipway:apps.shop.once[0]",
        "A list stands where text belongs.",
        "Allowed: a service's name.",
      ],
    ],
  },
];
