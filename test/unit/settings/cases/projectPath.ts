import { absent, platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const projectPathCases: Case[] = [
  {
    rule: "shape.missing",
    change: [platform, "slipway:apps.shop.project", absent],
    says: [
      [
        "Pulumi.platform.yaml:13:5  slipway:apps.shop.project",
        "`project` is missing.",
        "Fix: add `project: <a project's path>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.project", ["acme/shop"]],
    says: [
      [
        "Pulumi.platform.yaml:15:9  slipway:apps.shop.project",
        "A list stands where text belongs.",
        "Allowed: a project's path.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "shop"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"shop" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "https://gitlab.example.com/acme/shop.git"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"https://gitlab.example.com/acme/shop.git" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
        "Fix: write `acme/shop`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "acme/shop.git"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"acme/shop.git" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
        "Fix: write `acme/shop`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "acme/-shop"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"acme/-shop" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "api/shop"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"api/shop" has a part that GitLab keeps for itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "acme/tree"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"acme/tree" has a part that GitLab keeps for itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "project.twice",
    change: [platform, "slipway:apps.web", { project: "Acme/Shop" }],
    says: [
      [
        "Pulumi.platform.yaml:24:16  slipway:apps.web.project",
        "This is the project of `shop` already.",
        "Fix: give each app a project of its own.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [
      platform,
      "slipway:apps.shop.project",
      "https://me:canary@gitlab.example.com/acme/shop.git",
    ],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"https://…@gitlab.example.com/acme/shop.git" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
        "Fix: write `acme/shop`.",
      ],
    ],
  },
];
