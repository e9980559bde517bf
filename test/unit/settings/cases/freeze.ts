import { plain, platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const freezeCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.production.freeze", "weekends"],
    says: [
      [
        "Pulumi.platform.yaml:12:15  slipway:environments.production.freeze",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ weekend: { from: Fri 15:00, until: Mon 07:00, zone: Europe/Berlin } }`.",
      ],
    ],
  },
  {
    rule: "freeze.name",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { "Week End": { from: "Fri 15:00", until: "Mon 07:00" } },
    ],
    says: [
      [
        'Pulumi.platform.yaml:13:9  slipway:environments.production.freeze["Week End"]',
        '"Week End" is not a name for a freeze window.',
        "Allowed: a small letter, then small letters, digits and `-`, at most 40 characters.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.production.freeze", { weekend: "Fri 15:00" }],
    says: [
      [
        "Pulumi.platform.yaml:13:18  slipway:environments.production.freeze.weekend",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ from: Fri 15:00, until: Mon 07:00, zone: Europe/Berlin }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Mon 07:00", timezone: "UTC" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:16:11  slipway:environments.production.freeze.weekend.timezone",
        "`timezone` is not a setting here.",
        "Allowed: `from`, `until`, `zone` or `why`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:environments.production.freeze", { weekend: {} }],
    says: [
      [
        "Pulumi.platform.yaml:13:9  slipway:environments.production.freeze.weekend.from",
        "`from` is missing.",
        "Fix: add `from: <a day and a time>`.",
      ],
      [
        "Pulumi.platform.yaml:13:9  slipway:environments.production.freeze.weekend.until",
        "`until` is missing.",
        "Fix: add `until: <a day and a time>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: [], until: [] } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:14:17  slipway:environments.production.freeze.weekend.from",
        "A list stands where text belongs.",
        "Allowed: a day and a time.",
      ],
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.weekend.until",
        "A list stands where text belongs.",
        "Allowed: a day and a time.",
      ],
    ],
  },
  {
    rule: "freeze.time",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Friday 15:00", until: "Mon 24:00" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:14:17  slipway:environments.production.freeze.weekend.from",
        '"Friday 15:00" is not a time of the week or of the calendar.',
        'Allowed: a day and a time, such as `Fri 15:00` (Mon, Tue, Wed, Thu, Fri, Sat, Sun) or `"2026-12-20 15:00"`.',
      ],
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.weekend.until",
        '"Mon 24:00" is not a time of the week or of the calendar.',
        'Allowed: a day and a time, such as `Fri 15:00` (Mon, Tue, Wed, Thu, Fri, Sat, Sun) or `"2026-12-20 15:00"`.',
      ],
    ],
  },
  {
    rule: "freeze.time",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: plain("2026-12-20"), until: "2026-02-30 10:00" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:14:17  slipway:environments.production.freeze.weekend.from",
        '"2026-12-20" is not a time of the week or of the calendar.',
        'Allowed: a day and a time, such as `Fri 15:00` (Mon, Tue, Wed, Thu, Fri, Sat, Sun) or `"2026-12-20 15:00"`.',
      ],
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.weekend.until",
        '"2026-02-30 10:00" is not a time of the week or of the calendar.',
        'Allowed: a day and a time, such as `Fri 15:00` (Mon, Tue, Wed, Thu, Fri, Sat, Sun) or `"2026-12-20 15:00"`.',
      ],
    ],
  },
  {
    rule: "freeze.order",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: plain("2026-12-20 15:00"), until: "Mon 07:00" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.weekend.until",
        "One of `from` and `until` is weekly, and the other is a date.",
        "Fix: write both in one form.",
      ],
    ],
  },
  {
    rule: "freeze.order",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "2027-12-20 15:00", until: plain("2027-01-03 00:00") } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.weekend.until",
        "The window does not end after it begins.",
        "Fix: write a later `until`.",
      ],
    ],
  },
  {
    rule: "freeze.order",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Fri 15:00" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.weekend.until",
        "The window does not end after it begins.",
        "Fix: write a later `until`.",
      ],
    ],
  },
  {
    rule: "freeze.order",
    change: [
      [
        platform,
        "slipway:environments.production.freeze.a",
        { from: "Fri 15:00", until: "2027-01-03 00:00" },
      ],
      [
        platform,
        "slipway:environments.production.freeze.b",
        { from: "2027-01-03 00:00", until: "2027-01-03 00:00" },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:15:18  slipway:environments.production.freeze.a.until",
        "One of `from` and `until` is weekly, and the other is a date.",
        "Fix: write both in one form.",
      ],
      [
        "Pulumi.platform.yaml:18:18  slipway:environments.production.freeze.b.until",
        "The window does not end after it begins.",
        "Fix: write a later `until`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Mon 07:00", zone: [] } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:16:17  slipway:environments.production.freeze.weekend.zone",
        "A list stands where text belongs.",
        "Allowed: a time zone's name.",
      ],
    ],
  },
  {
    rule: "freeze.zone",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Mon 07:00", zone: "Berlin" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:16:17  slipway:environments.production.freeze.weekend.zone",
        '"Berlin" is not a time zone.',
        "Allowed: a name of the IANA's time zone database, such as `Europe/Berlin` or `UTC`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Mon 07:00", why: [] } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:16:16  slipway:environments.production.freeze.weekend.why",
        "A list stands where text belongs.",
        "Allowed: text on one line.",
      ],
    ],
  },
  {
    rule: "text.line",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Mon 07:00", why: "nobody\nis there" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:16:16  slipway:environments.production.freeze.weekend.why",
        "This text has several lines.",
        "Allowed: text on one line.",
      ],
    ],
  },
  {
    rule: "text.line",
    change: [
      platform,
      "slipway:environments.production.freeze",
      { weekend: { from: "Fri 15:00", until: "Mon 07:00", why: "" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:16:16  slipway:environments.production.freeze.weekend.why",
        "This text is empty.",
        "Allowed: text on one line.",
      ],
    ],
  },
];
