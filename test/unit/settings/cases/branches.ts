import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const branchesCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.defaultBranch", {}],
    says: [
      [
        "Pulumi.platform.yaml:17:22  slipway:apps.shop.defaultBranch",
        "A map stands where text belongs.",
        "Allowed: a branch's name.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: [platform, "slipway:apps.shop.defaultBranch", "/main"],
    says: [
      [
        "Pulumi.platform.yaml:17:22  slipway:apps.shop.defaultBranch",
        '"/main" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end.",
      ],
    ],
  },
  {
    rule: "branch.exact",
    change: [platform, "slipway:apps.shop.defaultBranch", "*"],
    says: [
      [
        "Pulumi.platform.yaml:17:22  slipway:apps.shop.defaultBranch",
        '"*" is a pattern.',
        "Fix: name one branch.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches", ["main", "develop"]],
    says: [
      [
        "Pulumi.platform.yaml:19:9  slipway:apps.shop.branches",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ main: {}, develop: { merge: developer } }`.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: [platform, "slipway:apps.shop.branches", { "release..1": {}, main: {}, develop: {} }],
    says: [
      [
        'Pulumi.platform.yaml:19:9  slipway:apps.shop.branches["release..1"]',
        '"release..1" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end; `*` for any text.",
      ],
    ],
  },
  {
    rule: "branch.default",
    change: [platform, "slipway:apps.shop.defaultBranch", "trunk"],
    says: [
      [
        "Pulumi.platform.yaml:19:9  slipway:apps.shop.branches",
        '"trunk", the default branch of `shop`, is not among its protected branches.',
        "Fix: add `trunk: {}`, or say another `defaultBranch`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", "maintainer"],
    says: [
      [
        "Pulumi.platform.yaml:21:15  slipway:apps.shop.branches.main",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ merge: developer }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.branches.main", { force_push: true }],
    says: [
      [
        "Pulumi.platform.yaml:22:11  slipway:apps.shop.branches.main.force_push",
        "`force_push` is not a setting here.",
        "Fix: did you mean `forcePush`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", { push: false }],
    says: [
      [
        "Pulumi.platform.yaml:22:17  slipway:apps.shop.branches.main.push",
        "`false` stands where text belongs.",
        "Allowed: `no one`, `developer` or `maintainer`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.branches.main", { push: "maintainers" }],
    says: [
      [
        "Pulumi.platform.yaml:22:17  slipway:apps.shop.branches.main.push",
        '"maintainers" is not one of the choices.',
        "Allowed: `no one`, `developer` or `maintainer`.",
        "Fix: did you mean `maintainer`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", { merge: ["maintainer"] }],
    says: [
      [
        "Pulumi.platform.yaml:23:13  slipway:apps.shop.branches.main.merge",
        "A list stands where text belongs.",
        "Allowed: `no one`, `developer` or `maintainer`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.branches.main", { merge: "owner" }],
    says: [
      [
        "Pulumi.platform.yaml:22:18  slipway:apps.shop.branches.main.merge",
        '"owner" is not one of the choices.',
        "Allowed: `no one`, `developer` or `maintainer`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", { forcePush: "true" }],
    says: [
      [
        "Pulumi.platform.yaml:22:22  slipway:apps.shop.branches.main.forcePush",
        '"true" stands where `true` or `false` belongs.',
        "Fix: write `true` without quotes.",
      ],
    ],
  },
];
