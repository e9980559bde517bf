import { plain, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const unquotedCases: Case[] = [
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("0123")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`0123` without quotes is another number to some readers of YAML.",
        'Fix: write `"0123"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("1e3")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`1e3` without quotes is another number to some readers of YAML.",
        'Fix: write `"1e3"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("1.10")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`1.10` without quotes is another number to some readers of YAML.",
        'Fix: write `"1.10"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("0x1F")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`0x1F` without quotes is a number to some readers of YAML.",
        'Fix: write `"0x1F"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("1_000")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`1_000` without quotes is another number to some readers of YAML.",
        'Fix: write `"1_000"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("yes")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`yes` without quotes is true or false to some readers of YAML.",
        'Fix: write `"yes"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("True")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`True` without quotes is true or false to some readers of YAML.",
        'Fix: write `"True"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("2026-11-01")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`2026-11-01` without quotes is a date with a time to some readers of YAML.",
        'Fix: write `"2026-11-01"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain(".inf")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`.inf` without quotes is a number to some readers of YAML.",
        'Fix: write `".inf"`.',
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.env.PORT", plain("12345678901234567890")],
    says: [
      [
        "Pulumi.staging.yaml:78:15  slipway:apps.shop.env.PORT",
        "`12345678901234567890` without quotes is another number to some readers of YAML.",
        'Fix: write `"12345678901234567890"`.',
      ],
    ],
  },
];
