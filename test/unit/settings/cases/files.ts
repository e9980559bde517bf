import { absent, environmentOf, platform, production } from "../fixture.ts";
import type { Case } from "./case.ts";

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
    rule: "file.size",
    change: [platform, "too large"],
    says: [
      [
        "Pulumi.platform.yaml:1:1",
        "This file is larger than any that is read here.",
        "Allowed: at most 2 MiB.",
        "Fix: take out what does not belong into it.",
      ],
    ],
  },
  {
    rule: "file.link",
    change: ["compose/app.conf", "link"],
    says: [
      [
        'Pulumi.staging.yaml:69:19  slipway:apps.shop.files["app.conf"]',
        "`compose/app.conf`: This is a symbolic link, which is not followed here.",
        "Fix: put the file itself in its place.",
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
];
