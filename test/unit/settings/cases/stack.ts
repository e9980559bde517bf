import { absent, platform, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const stackCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "config", []],
    says: [["Pulumi.platform.yaml:1:9  config", "A list stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:app", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:3  slipway:app",
        "`slipway:app` is not a setting here.",
        "Fix: did you mean `slipway:apps`?",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "apps", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:1  apps",
        "`apps` does not belong at the top of a stack file.",
        "Allowed: `config`, `encryptionsalt`, `encryptedkey`, `secretsprovider` or `environment`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:version", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  slipway:version",
        "`slipway:version` is missing.",
        "Fix: add `slipway:version: 1`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:version", "one"],
    says: [
      [
        "Pulumi.platform.yaml:3:20  slipway:version",
        '"one" stands where a whole number belongs.',
        "Allowed: `1`.",
      ],
    ],
  },
  {
    rule: "version",
    change: [platform, "slipway:version", 2],
    says: [
      [
        "Pulumi.platform.yaml:3:20  slipway:version",
        "This Slipway does not read version 2 of the settings.",
        "Allowed: `1`.",
        "Fix: merge the Slipway that reads it, or go back to the settings that this one reads.",
      ],
    ],
  },
  {
    rule: "version",
    change: [platform, "slipway:version", "2"],
    says: [
      [
        "Pulumi.platform.yaml:3:20  slipway:version",
        "This Slipway does not read version 2 of the settings.",
        "Allowed: `1`.",
        "Fix: merge the Slipway that reads it, or go back to the settings that this one reads.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "config", null],
    says: [
      [
        "Pulumi.staging.yaml:1:9  config",
        "Nothing stands where a map belongs.",
        "Fix: write a map, `{}` for an empty one, or take the line out.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:environments", {}],
    says: [
      [
        "Pulumi.staging.yaml:101:3  slipway:environments",
        "`slipway:environments` is not a setting here.",
        "Allowed: `gitlab:baseUrl`, `gitlab:token`, `slipway:version`, `slipway:servers`, `slipway:keys`, `slipway:registry`, `slipway:apps` or `slipway:tell`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:version", absent],
    says: [
      [
        "Pulumi.staging.yaml:1:1  slipway:version",
        "`slipway:version` is missing.",
        "Fix: add `slipway:version: 1`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:version", []],
    says: [
      [
        "Pulumi.staging.yaml:3:20  slipway:version",
        "A list stands where a whole number belongs.",
        "Allowed: `1`.",
      ],
    ],
  },
  {
    rule: "version",
    change: [staging, "slipway:version", 7],
    says: [
      [
        "Pulumi.staging.yaml:3:20  slipway:version",
        "This Slipway does not read version 7 of the settings.",
        "Allowed: `1`.",
        "Fix: merge the Slipway that reads it, or go back to the settings that this one reads.",
      ],
    ],
  },
];
