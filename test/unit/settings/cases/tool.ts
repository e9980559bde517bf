import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const toolCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:tool", ["slipway"]],
    says: [
      [
        "Pulumi.platform.yaml:24:5  slipway:tool",
        "A list stands where text belongs.",
        "Allowed: an image with its digest.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:tool", { image: {} }],
    says: [
      [
        "Pulumi.platform.yaml:24:12  slipway:tool.image",
        "A map stands where text belongs.",
        "Allowed: an image with its digest.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [platform, "slipway:tool", "https://registry.example.com/acme/tool"],
    says: [
      [
        "Pulumi.platform.yaml:23:17  slipway:tool",
        '"https://registry.example.com/acme/tool" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "image.reference",
    change: [platform, "slipway:tool", { image: "acme/Tool@sha256:abc" }],
    says: [
      [
        "Pulumi.platform.yaml:24:12  slipway:tool.image",
        '"acme/Tool@sha256:abc" is not an image.',
        "Allowed: an image's name with a tag or a digest, such as `postgres:17` or `registry.example.com/acme/tool@sha256:…`.",
      ],
    ],
  },
  {
    rule: "tool.digest",
    change: [platform, "slipway:tool", "registry.example.com/acme/pipelines/slipway:1.0"],
    says: [
      [
        "Pulumi.platform.yaml:23:17  slipway:tool",
        "This image has no digest, and what stands behind its tag can change.",
        "Allowed: an image with its digest, `…@sha256:…`.",
        "Fix: run `npx slipway tool publish`, which writes it.",
      ],
    ],
  },
  {
    rule: "tool.digest",
    change: [platform, "slipway:tool", { image: "slipway" }],
    says: [
      [
        "Pulumi.platform.yaml:24:12  slipway:tool.image",
        "This image has no digest, and what stands behind its tag can change.",
        "Allowed: an image with its digest, `…@sha256:…`.",
        "Fix: run `npx slipway tool publish`, which writes it.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:tool", { command: [] }],
    says: [
      [
        "Pulumi.platform.yaml:24:14  slipway:tool.command",
        "A list stands where text belongs.",
        "Allowed: an absolute path.",
      ],
    ],
  },
  {
    rule: "tool.command",
    change: [platform, "slipway:tool", { command: "slipway" }],
    says: [
      [
        "Pulumi.platform.yaml:24:14  slipway:tool.command",
        '"slipway" is not the path of a command.',
        "Allowed: an absolute path of letters, digits and `._/@+-`, such as `/usr/local/bin/slipway`.",
      ],
    ],
  },
  {
    rule: "tool.command",
    change: [platform, "slipway:tool", { command: "/opt/it's/slipway" }],
    says: [
      [
        "Pulumi.platform.yaml:24:14  slipway:tool.command",
        '"/opt/it\'s/slipway" is not the path of a command.',
        "Allowed: an absolute path of letters, digits and `._/@+-`, such as `/usr/local/bin/slipway`.",
      ],
    ],
  },
  {
    rule: "tool.one",
    change: [platform, "slipway:tool", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:17  slipway:tool",
        "The tool is neither an image nor a command.",
        "Fix: say `image` or `command`, one of the two.",
      ],
    ],
  },
  {
    rule: "tool.one",
    change: [
      platform,
      "slipway:tool",
      { command: "/usr/bin/slipway", image: `slipway@sha256:${"a".repeat(64)}` },
    ],
    says: [
      [
        "Pulumi.platform.yaml:24:5  slipway:tool",
        "The tool is an image and a command at once.",
        "Fix: say `image` or `command`, one of the two.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:tool", { comand: "/usr/bin/slipway" }],
    says: [
      [
        "Pulumi.platform.yaml:24:5  slipway:tool.comand",
        "`comand` is not a setting here.",
        "Fix: did you mean `command`?",
      ],
    ],
  },
  {
    rule: "secret.elsewhere",
    change: [platform, "slipway:tool", { secure: "=canary" }],
    says: [
      [
        "Pulumi.platform.yaml:24:5  slipway:tool",
        "An encrypted value stands where values are shown in clear.",
        "Fix: write the value itself.",
      ],
    ],
  },
  {
    rule: "tool.missing",
    change: [platform, "slipway:pipelines", { project: "acme/pipelines" }],
    says: [
      [
        "Pulumi.platform.yaml:23:3  slipway:pipelines",
        "Warning: There is no `slipway:tool`, and the apps' pipelines are not written without.",
        "Fix: run `npx slipway tool publish`, which writes it.",
      ],
    ],
  },
];
