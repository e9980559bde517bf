import { absent, plain, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const rotateCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.rotate", ["DB_PASSWORD"]],
    says: [
      [
        "Pulumi.staging.yaml:97:9  slipway:apps.shop.rotate",
        "A list stands where a map belongs.",
        'Allowed: a map such as `{ DB_PASSWORD: { every: 90d, changed: "2026-11-01" } }`.',
      ],
    ],
  },
  {
    rule: "rotate.unknown",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWRD", { changed: "2026-11-01" }],
    says: [
      [
        "Pulumi.staging.yaml:100:9  slipway:apps.shop.rotate.DB_PASSWRD",
        '"DB_PASSWRD" is not a secret of this app.',
        "Fix: did you mean `DB_PASSWORD`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD", "90d"],
    says: [
      [
        "Pulumi.staging.yaml:97:22  slipway:apps.shop.rotate.DB_PASSWORD",
        "Text stands where a map belongs.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.change", "2026-11-01"],
    says: [
      [
        "Pulumi.staging.yaml:100:11  slipway:apps.shop.rotate.DB_PASSWORD.change",
        "`change` is not a setting here.",
        "Fix: did you mean `changed`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.every", []],
    says: [
      [
        "Pulumi.staging.yaml:98:18  slipway:apps.shop.rotate.DB_PASSWORD.every",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.every", 90],
    says: [
      [
        "Pulumi.staging.yaml:98:18  slipway:apps.shop.rotate.DB_PASSWORD.every",
        '"90" is not a duration, or too long a one.',
        "Allowed: a whole number with `d` or `w`, such as `90d`, at most `3650d`.",
        "Fix: write `90d`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.every", "3 months"],
    says: [
      [
        "Pulumi.staging.yaml:98:18  slipway:apps.shop.rotate.DB_PASSWORD.every",
        '"3 months" is not a duration, or too long a one.',
        "Allowed: a whole number with `d` or `w`, such as `90d`, at most `3650d`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", absent],
    says: [
      [
        "Pulumi.staging.yaml:97:9  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        "`changed` is missing.",
        "Fix: add `changed: <a date>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", []],
    says: [
      [
        "Pulumi.staging.yaml:99:20  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        "A list stands where text belongs.",
        "Allowed: a date.",
      ],
    ],
  },
  {
    rule: "date",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", "2026-02-30"],
    says: [
      [
        "Pulumi.staging.yaml:99:20  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        '"2026-02-30" is not a date.',
        "Allowed: a day of the calendar as year, month and day, such as `2026-11-01`.",
      ],
    ],
  },
  {
    rule: "date",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", plain("2026-02-30")],
    says: [
      [
        "Pulumi.staging.yaml:99:20  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        '"2026-02-30" is not a date.',
        "Allowed: a day of the calendar as year, month and day, such as `2026-11-01`.",
      ],
    ],
  },
  {
    rule: "date",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", "01.11.2026"],
    says: [
      [
        "Pulumi.staging.yaml:99:20  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        '"01.11.2026" is not a date.',
        "Allowed: a day of the calendar as year, month and day, such as `2026-11-01`.",
      ],
    ],
  },
  {
    rule: "rotate.due",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", "2026-10-31"],
    says: [
      [
        "Pulumi.staging.yaml:99:20  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        "Warning: `DB_PASSWORD` was set on 2026-10-31, to be replaced every 90d: it is due since 2027-01-29.",
        "Fix: run `npx slipway secret set staging shop DB_PASSWORD`, then `npx slipway up staging`.",
      ],
    ],
  },
  {
    rule: "rotate.due",
    change: [staging, "slipway:apps.shop.rotate.DB_PASSWORD.changed", plain("2026-10-31")],
    says: [
      [
        "Pulumi.staging.yaml:99:20  slipway:apps.shop.rotate.DB_PASSWORD.changed",
        "Warning: `DB_PASSWORD` was set on 2026-10-31, to be replaced every 90d: it is due since 2027-01-29.",
        "Fix: run `npx slipway secret set staging shop DB_PASSWORD`, then `npx slipway up staging`.",
      ],
    ],
  },
];
