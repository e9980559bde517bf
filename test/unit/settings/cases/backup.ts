import { compose, staging } from "../fixture.ts";
import type { Change } from "../fixture.ts";
import type { Case } from "./case.ts";

const at = "slipway:apps.shop.backup";
const good = { service: "database", command: "pg_dump shop" };
/** A migration that the app waits for. */
const waits: Change = [
  compose,
  "services.app.depends_on",
  { database: { condition: "service_completed_successfully" } },
];

const not = (change: object, rule: Case["rule"], says: string[][]): Case => ({
  rule,
  change: [waits, [staging, at, { ...good, ...change }]],
  says,
});

export const backupCases: Case[] = [
  not({ service: "databse" }, "service.unknown", [
    [
      "Pulumi.staging.yaml:102:18  slipway:apps.shop.backup.service",
      '"databse" is not a service of the app\'s compose file.',
      "Fix: did you mean `database`?",
    ],
  ]),
  not({ service: "app" }, "backup.service", [
    [
      "Pulumi.staging.yaml:102:18  slipway:apps.shop.backup.service",
      '"app" runs the app\'s image, and is stopped while its data are restored.',
      "Fix: name the service of the database.",
    ],
  ]),
  not({ command: " " }, "backup.command", [
    [
      "Pulumi.staging.yaml:103:18  slipway:apps.shop.backup.command",
      "There is nothing to run.",
      "Fix: write a command, such as `pg_dump --username shop --format custom shop`.",
    ],
  ]),
  not({ restore: "" }, "backup.command", [
    [
      "Pulumi.staging.yaml:104:18  slipway:apps.shop.backup.restore",
      "There is nothing to run.",
      "Fix: write a command, such as `pg_dump --username shop --format custom shop`.",
    ],
  ]),
  not({ keep: 0 }, "shape.range", [
    [
      "Pulumi.staging.yaml:104:15  slipway:apps.shop.backup.keep",
      "0 is out of range.",
      "Allowed: a whole number from 1 to 100.",
    ],
  ]),
  not({ service: [] }, "shape.type", [
    [
      "Pulumi.staging.yaml:102:18  slipway:apps.shop.backup.service",
      "A list stands where text belongs.",
      "Allowed: a service's name.",
    ],
  ]),
  not({ command: [] }, "shape.type", [
    [
      "Pulumi.staging.yaml:103:18  slipway:apps.shop.backup.command",
      "A list stands where text belongs.",
      "Allowed: a command of the shell.",
    ],
  ]),
  not({ restore: [] }, "shape.type", [
    [
      "Pulumi.staging.yaml:104:18  slipway:apps.shop.backup.restore",
      "A list stands where text belongs.",
      "Allowed: a command of the shell.",
    ],
  ]),
  not({ keep: "five" }, "shape.type", [
    [
      "Pulumi.staging.yaml:104:15  slipway:apps.shop.backup.keep",
      '"five" stands where a whole number belongs.',
      "Allowed: a whole number from 1 to 100.",
    ],
  ]),
  not({ to: "s3" }, "shape.unknown-key", [
    [
      "Pulumi.staging.yaml:104:9  slipway:apps.shop.backup.to",
      "`to` is not a setting here.",
      "Allowed: `service`, `command`, `restore` or `keep`.",
      "Fix: use one of these, or take it out.",
    ],
  ]),
  {
    rule: "backup.once",
    change: [staging, at, good],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.backup",
        "Nothing of the app runs once, so that no backup would ever be made.",
        "Fix: name the migration in `once`, or have the app wait for it in the compose file.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, at, "pg_dump"],
    says: [
      [
        "Pulumi.staging.yaml:101:15  slipway:apps.shop.backup",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ service: database, command: pg_dump --username shop --format custom shop, keep: 5 }`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [waits, [staging, at, { service: "database" }]],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.backup.command",
        "`command` is missing.",
        "Fix: add `command: <a command of the shell>`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [waits, [staging, at, { command: "pg_dump" }]],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.backup.service",
        "`service` is missing.",
        "Fix: add `service: <a service's name>`.",
      ],
    ],
  },
];
