import { platform } from "../fixture.ts";
import type { Change } from "../fixture.ts";
import type { Case } from "./case.ts";

const published: Change = [
  platform,
  "slipway:tool",
  `registry.example.com/acme/pipelines/slipway@sha256:${"a".repeat(64)}`,
];

export const runnersCases: Case[] = [
  {
    rule: "shape.type",
    change: [
      published,
      [platform, "slipway:pipelines", { project: "acme/pipelines", runners: "slipway" }],
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:14  slipway:pipelines.runners",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ trusted: deploys, protected: builds, others: tests }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      published,
      [platform, "slipway:pipelines", { project: "acme/pipelines", runners: { other: "slipway" } }],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:7  slipway:pipelines.runners.other",
        "`other` is not a setting here.",
        "Fix: did you mean `others`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        { project: "acme/pipelines", runners: { trusted: [], protected: [], others: [] } },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:16  slipway:pipelines.runners.trusted",
        "A list stands where text belongs.",
        "Allowed: a tag.",
      ],
      [
        "Pulumi.platform.yaml:28:18  slipway:pipelines.runners.protected",
        "A list stands where text belongs.",
        "Allowed: a tag.",
      ],
      [
        "Pulumi.platform.yaml:29:15  slipway:pipelines.runners.others",
        "A list stands where text belongs.",
        "Allowed: a tag.",
      ],
    ],
  },
  {
    rule: "runner.tag",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        {
          project: "acme/pipelines",
          runners: { trusted: "$TAG", protected: "", others: "my runner" },
        },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:16  slipway:pipelines.runners.trusted",
        '"$TAG" is not a runner\'s tag.',
        "Allowed: letters, digits and `._:/-`, at most 255.",
      ],
      [
        "Pulumi.platform.yaml:28:18  slipway:pipelines.runners.protected",
        '"" is not a runner\'s tag.',
        "Allowed: letters, digits and `._:/-`, at most 255.",
      ],
      [
        "Pulumi.platform.yaml:29:15  slipway:pipelines.runners.others",
        '"my runner" is not a runner\'s tag.',
        "Allowed: letters, digits and `._:/-`, at most 255.",
      ],
    ],
  },
  {
    rule: "runner.twice",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        {
          project: "acme/pipelines",
          runners: { protected: "slipway-trusted", others: "slipway-trusted" },
        },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:18  slipway:pipelines.runners.protected",
        '"slipway-trusted" is the tag of the trusted runner as well, and an app\'s code would run beside keys.',
        "Fix: give each its own tag.",
      ],
      [
        "Pulumi.platform.yaml:28:15  slipway:pipelines.runners.others",
        '"slipway-trusted" is the tag of the trusted runner as well, and an app\'s code would run beside keys.',
        "Fix: give each its own tag.",
      ],
    ],
  },
  {
    rule: "runner.twice",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        { project: "acme/pipelines", runners: { trusted: "slipway" } },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:16  slipway:pipelines.runners.trusted",
        '"slipway" is the tag of the trusted runner as well, and an app\'s code would run beside keys.',
        "Fix: give each its own tag.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      published,
      [platform, "slipway:pipelines", { project: "acme/pipelines", ephemeral: "true" }],
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:16  slipway:pipelines.ephemeral",
        '"true" stands where `true` or `false` belongs.',
        "Fix: write `true` without quotes.",
      ],
    ],
  },
];
