import { absent, environmentOf, plain } from "../fixture.ts";
import type { Case } from "./case.ts";

const platform = "Pulumi.platform.yaml";
const production = "Pulumi.production.yaml";

export const filesCases: Case[] = [
  {
    rule: "file.missing",
    change: ["Pulumi.yaml", absent],
    says: [["Pulumi.yaml:1:1", "This file is missing.", "Fix: write it."]],
  },
  {
    rule: "file.project",
    change: ["Pulumi.yaml", "runtime: nodejs"],
    says: [
      [
        "Pulumi.yaml:1:1  name",
        "`Pulumi.yaml` gives the project no name.",
        "Fix: add `name: slipway`.",
      ],
    ],
  },
  {
    rule: "file.project",
    change: ["Pulumi.yaml", "name: slipway\nconfig:\n  slipway:apps: {}\n"],
    says: [
      [
        "Pulumi.yaml:2:1  config",
        "`config` moves settings to where Slipway does not read them.",
        "Fix: take it out, and write the settings into the stack files beside this one.",
      ],
    ],
  },
  {
    rule: "file.project",
    change: ["Pulumi.yaml", "name: slipway\nstackConfigDir: stacks\n"],
    says: [
      [
        "Pulumi.yaml:2:1  stackConfigDir",
        "`stackConfigDir` moves settings to where Slipway does not read them.",
        "Fix: take it out, and write the settings into the stack files beside this one.",
      ],
    ],
  },
  {
    rule: "file.text",
    change: [platform, "not text"],
    says: [
      [
        "Pulumi.platform.yaml:1:1",
        "This file cannot be read as text.",
        "Fix: save it as UTF-8, and let it be read.",
      ],
    ],
  },
  {
    rule: "file.platform",
    change: [platform, absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1",
        "There is no `Pulumi.platform.yaml`, where the environments and apps are declared.",
        "Fix: write it.",
      ],
    ],
  },
  {
    rule: "file.extension",
    change: ["Pulumi.uat.yml", "config: {}"],
    says: [
      [
        "Pulumi.uat.yml:1:1",
        "Beside `Pulumi.yaml`, Pulumi does not read a file of this name.",
        "Fix: rename it to `Pulumi.uat.yaml`, or remove it.",
      ],
    ],
  },
  {
    rule: "environment.unknown",
    change: ["Pulumi.stagin.yaml", environmentOf("stagin", "shop")],
    says: [
      [
        "Pulumi.stagin.yaml:1:1",
        "The platform has no environment `stagin`.",
        "Allowed: `staging` or `production`.",
        "Fix: add `stagin` to `slipway:environments` in Pulumi.platform.yaml, or remove this file.",
      ],
    ],
  },
  {
    rule: "environment.unknown",
    change: [
      [platform, "slipway:environments.stagin", { branch: "main", deploy: "manual" }],
      [platform, "slipway:environments.staging", absent],
      [platform, "slipway:environments.production.after", absent],
    ],
    says: [
      [
        "Pulumi.platform.yaml:8:5  slipway:environments.stagin",
        "There is no `Pulumi.stagin.yaml`.",
        "Fix: did you mean `staging`?",
      ],
      [
        "Pulumi.staging.yaml:1:1",
        "The platform has no environment `staging`.",
        "Allowed: `production` or `stagin`.",
        "Fix: did you mean `stagin`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [production, "{}"],
    says: [
      [
        "Pulumi.production.yaml:1:1  config",
        "`config` is missing.",
        "Fix: write the settings under `config:`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [production, ""],
    says: [
      [
        "Pulumi.production.yaml:1:1  config",
        "`config` is missing.",
        "Fix: write the settings under `config:`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [production, "slipway:servers: {}\nconfig: {}\n"],
    says: [
      [
        "Pulumi.production.yaml:1:1  slipway:servers",
        "`slipway:servers` does not belong at the top of a stack file.",
        "Fix: indent it, so that it stands under `config:`.",
      ],
      [
        "Pulumi.production.yaml:2:1  gitlab:baseUrl",
        "`gitlab:baseUrl` is missing.",
        "Fix: add `gitlab:baseUrl: <the API's address>`.",
      ],
      [
        "Pulumi.production.yaml:2:1  slipway:version",
        "`slipway:version` is missing.",
        "Fix: add `slipway:version: 1`.",
      ],
      [
        "Pulumi.production.yaml:2:1  slipway:keys",
        "`slipway:keys` is missing.",
        "Fix: run `npx slipway keys production`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      [production, "encryptionsalt", "x"],
      [production, "encryptedKey", "x"],
    ],
    says: [
      [
        "Pulumi.production.yaml:62:1  encryptedKey",
        "`encryptedKey` does not belong at the top of a stack file.",
        "Fix: did you mean `encryptedkey`?",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 1\n\tb: 2\n  c: 3\n"],
    says: [["Pulumi.production.yaml:3:1", "A tab cannot indent YAML.", "Fix: indent with spaces."]],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 2\n>>>>>>> main\n  b: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:2:1",
        "Git's marks of a merge conflict stand here, around two versions of these lines.",
        "Fix: keep the lines that are right, and take the marks out.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  a: "canary\n  b: 2\n  c: "d"\n'],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A quote is opened here and not closed.",
        "Fix: close it at the end of the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 'canary\n  b: 2\n  c: 'd'\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A quote is opened here and not closed.",
        "Fix: close it at the end of the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  e:\n    KEY:canary\n    P: 3\n"],
    says: [
      [
        "Pulumi.production.yaml:3:5",
        "There is no space between `KEY:` and its value, so this is text.",
        "Fix: write a space behind `KEY:`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  e:\n    P: 3\n    KEY:canary\n  z: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:4:5",
        "There is no space between `KEY:` and its value, so this is text.",
        "Fix: write a space behind `KEY:`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  gitlab:baseUrl:https://x\n  z: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:2:3",
        "There is no space between `gitlab:baseUrl:` and its value, so this is text.",
        "Fix: write a space behind `gitlab:baseUrl:`.",
      ],
    ],
  },
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
    change: [production, "config:\n  a: [x, y\n  b: 2\n  c: [z]\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: { x: 1\n  b: 2\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  t: "of\n    two lines"\n  a: b: c\n'],
    says: [
      [
        "Pulumi.production.yaml:4:6",
        "A map cannot begin on the line of its key, and `: ` in text begins a map.",
        "Fix: put quotes around the text, or move the map to the next line.",
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
    rule: "yaml.syntax",
    change: [production, "config: { a: 1\n"],
    says: [
      [
        "Pulumi.production.yaml:1:9",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  a: "canary\n'],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A quote is opened here and not closed.",
        "Fix: close it at the end of the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: @canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "Text cannot begin with this character.",
        "Fix: put quotes around the text.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, 'config:\n  a: "canary\\q"\n'],
    says: [
      [
        "Pulumi.production.yaml:2:13",
        '`\\` begins an escape inside "…", and this is none.',
        "Fix: write `\\\\`, or use '…'.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: canary: canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "A map cannot begin on the line of its key, and `: ` in text begins a map.",
        "Fix: put quotes around the text, or move the map to the next line.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config: {}\n---\nconfig: {}\n"],
    says: [
      [
        "Pulumi.production.yaml:2:1",
        "`---` begins a second document, and one file holds one.",
        "Fix: take it out.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: !canary x\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "This tag (`!…`) is unknown.",
        "Fix: take it out, or quote text that begins with `!`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: *canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "`*` begins an alias, and this one names no anchor (`&…`) above it.",
        "Fix: quote text that begins with `*`.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [production, "config:\n  a: 'canary' canary\n"],
    says: [
      [
        "Pulumi.production.yaml:2:15",
        "This is not valid YAML.",
        "Fix: compare it with the lines around it: a `:`, a quote or the indentation is amiss.",
      ],
    ],
  },
  {
    rule: "yaml.alias",
    change: [production, "config: &a\n  b: *a\n"],
    says: [
      [
        "Pulumi.production.yaml:2:6",
        "This alias stands inside what it stands for.",
        "Fix: write the values out.",
      ],
    ],
  },
  {
    rule: "yaml.duplicate-key",
    change: ["Pulumi.yaml", "name: slipway\nname: slipway\n"],
    says: [
      ["Pulumi.yaml:2:1  name", "`name` stands twice in this map.", "Fix: keep one of the two."],
    ],
  },
  {
    rule: "yaml.key",
    change: ["Pulumi.yaml", "name: slipway\n? [a]\n: b\n"],
    says: [
      ["Pulumi.yaml:2:3", "A key must be text.", 'Fix: write a name, in "…" if it needs quotes.'],
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
  {
    rule: "yaml.syntax",
    change: [production, "slipway:apps.shop.env", plain("\n        LOG_LEVEL:canary")],
    says: [
      [
        "Pulumi.production.yaml:62:9  slipway:apps.shop.env",
        "There is no space between `LOG_LEVEL:` and its value, so this is text.",
        "Fix: write a space behind `LOG_LEVEL:`.",
      ],
    ],
  },
];
