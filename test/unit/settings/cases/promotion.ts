import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const promotionCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.production.after", ["staging"]],
    says: [
      [
        "Pulumi.platform.yaml:12:9  slipway:environments.production.after",
        "A list stands where text belongs.",
        "Allowed: another environment's name.",
      ],
    ],
  },
  {
    rule: "after.itself",
    change: [platform, "slipway:environments.production.after", "production"],
    says: [
      [
        "Pulumi.platform.yaml:11:14  slipway:environments.production.after",
        "`production` comes after itself.",
        "Fix: name the environment before it, or take the line out.",
      ],
    ],
  },
  {
    rule: "after.unknown",
    change: [platform, "slipway:environments.production.after", "stagging"],
    says: [
      [
        "Pulumi.platform.yaml:11:14  slipway:environments.production.after",
        '"stagging" is not an environment.',
        "Fix: did you mean `staging`?",
      ],
    ],
  },
  {
    rule: "after.unknown",
    change: [platform, "slipway:environments.production.after", "qa"],
    says: [
      [
        "Pulumi.platform.yaml:11:14  slipway:environments.production.after",
        '"qa" is not an environment.',
        "Allowed: `staging`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "after.circle",
    change: [platform, "slipway:environments.staging.after", "production"],
    says: [
      [
        "Pulumi.platform.yaml:8:14  slipway:environments.staging.after",
        "The order goes round in a circle: `staging` after `production` after `staging`.",
        "Fix: take one `after` out.",
      ],
    ],
  },
  {
    rule: "after.order",
    change: [
      platform,
      "slipway:environments",
      {
        production: { branch: "main", deploy: "manual", after: "staging" },
        staging: { branch: "develop", deploy: "automatic" },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:8:14  slipway:environments.production.after",
        "`production` comes after `staging`, and stands before it.",
        "Fix: move `production` below `staging`.",
      ],
    ],
  },
];
