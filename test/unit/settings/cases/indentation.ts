import { production } from "../fixture.ts";
import type { Case } from "./case.ts";

export const indentationCases: Case[] = [
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  e:\n    A: b\n   P: 3\n    Q: 2\n"],
    says: [
      [
        "Pulumi.production.yaml:4:1",
        "This line is indented differently from its neighbours.",
        "Fix: line it up with them.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  e:\n    A: b\n      P: 3\n    Q: 2\n"],
    says: [
      [
        "Pulumi.production.yaml:4:7",
        "This line is indented differently from its neighbours.",
        "Fix: line it up with them.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n\ta: 1\n"],
    says: [["Pulumi.production.yaml:2:1", "A tab cannot indent YAML.", "Fix: indent with spaces."]],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config: {}\n\ta: 1\n"],
    says: [["Pulumi.production.yaml:2:1", "A tab cannot indent YAML.", "Fix: indent with spaces."]],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 1\n b: 2\n"],
    says: [
      [
        "Pulumi.production.yaml:3:1",
        "This line is indented differently from its neighbours.",
        "Fix: line it up with them.",
      ],
    ],
  },
  {
    // `shop`'s settings stand beside it.
    rule: "shape.indent",
    change: [
      production,
      ["slipway:apps"],
      { shop: null, servers: ["prod-1"], compose: "compose/prod.yaml" },
    ],
    says: [
      [
        "Pulumi.production.yaml:58:5  slipway:apps.servers",
        "`servers` to `compose` stand beside `shop`, and belong under it.",
        "Fix: indent them by two more spaces.",
      ],
    ],
  },
  {
    // The lines of `env` stand beside it.
    rule: "shape.indent",
    change: [
      production,
      ["slipway:apps", "shop"],
      { servers: ["prod-1"], compose: "compose/prod.yaml", env: null, LOG_LEVEL: "Debug" },
    ],
    says: [
      [
        "Pulumi.production.yaml:62:7  slipway:apps.shop.LOG_LEVEL",
        "`LOG_LEVEL` stands beside `env`, and belongs under it.",
        "Fix: indent it by two more spaces.",
      ],
    ],
  },
  {
    // A group's neighbour stands in it.
    rule: "shape.indent",
    change: [
      production,
      ["slipway:apps", "shop"],
      {
        servers: ["prod-1"],
        health: { url: "http://127.0.0.1:3000/health", compose: "compose/prod.yaml" },
      },
    ],
    says: [
      [
        "Pulumi.production.yaml:62:9  slipway:apps.shop.health.compose",
        "`compose` stands under `health`, and belongs beside it.",
        "Fix: line it up with `health`.",
      ],
    ],
  },
  {
    // A map's neighbour stands in it.
    rule: "shape.indent",
    change: [
      production,
      ["slipway:apps", "shop"],
      {
        servers: ["prod-1"],
        compose: "compose/prod.yaml",
        env: { LOG_LEVEL: "Debug", files: { "app.conf": "compose/app.conf" } },
      },
    ],
    says: [
      [
        "Pulumi.production.yaml:63:9  slipway:apps.shop.env.files",
        "`files` stands under `env`, and belongs beside it.",
        "Fix: line it up with `env`.",
      ],
    ],
  },
];
