import { platform } from "../fixture.ts";
import type { Change } from "../fixture.ts";
import type { Case } from "./case.ts";

const published: Change = [
  platform,
  "slipway:tool",
  `registry.example.com/acme/pipelines/slipway@sha256:${"a".repeat(64)}`,
];

export const pipelinesCases: Case[] = [
  {
    rule: "shape.type",
    change: [published, [platform, "slipway:pipelines", "acme/pipelines"]],
    says: [
      [
        "Pulumi.platform.yaml:24:22  slipway:pipelines",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ project: acme/pipelines }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [published, [platform, "slipway:pipelines", { project: "acme/pipelines", runer: {} }]],
    says: [
      [
        "Pulumi.platform.yaml:26:5  slipway:pipelines.runer",
        "`runer` is not a setting here.",
        "Fix: did you mean `runners`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [published, [platform, "slipway:pipelines", {}]],
    says: [
      [
        "Pulumi.platform.yaml:24:3  slipway:pipelines.project",
        "`project` is missing.",
        "Fix: add `project: <a project's path>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [published, [platform, "slipway:pipelines", { project: ["acme/pipelines"] }]],
    says: [
      [
        "Pulumi.platform.yaml:26:7  slipway:pipelines.project",
        "A list stands where text belongs.",
        "Allowed: a project's path.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [published, [platform, "slipway:pipelines", { project: "pipelines" }]],
    says: [
      [
        "Pulumi.platform.yaml:25:14  slipway:pipelines.project",
        '"pipelines" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
      ],
    ],
  },
  {
    rule: "pipelines.project",
    change: [published, [platform, "slipway:pipelines", { project: "acme/Shop" }]],
    says: [
      [
        "Pulumi.platform.yaml:25:14  slipway:pipelines.project",
        "This is the project of `shop`, whose developers would change the pipelines there.",
        "Fix: give the pipelines a project of their own.",
      ],
    ],
  },
];
