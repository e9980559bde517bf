import { absent, plain, secret } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

const staging = "Pulumi.staging.yaml";

export const valuesCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.env", ["LOG_LEVEL=Debug"]],
    says: [
      [
        "Pulumi.staging.yaml:77:9  slipway:apps.shop.env",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ LOG_LEVEL: Warning }`.",
      ],
    ],
  },
  {
    rule: "env.name",
    change: [staging, "slipway:apps.shop.env.LOG-LEVEL", "Debug"],
    says: [
      [
        "Pulumi.staging.yaml:79:9  slipway:apps.shop.env.LOG-LEVEL",
        '"LOG-LEVEL" is not a key for `.env`.',
        "Allowed: letters, digits and `_`, at most 255, no digit first.",
      ],
    ],
  },
  {
    rule: "env.steers",
    change: [staging, "slipway:apps.shop.env.COMPOSE_PROJECT_NAME", "x"],
    says: [
      [
        "Pulumi.staging.yaml:79:9  slipway:apps.shop.env.COMPOSE_PROJECT_NAME",
        '"COMPOSE_PROJECT_NAME" steers Compose, Docker or the shell, and is not the app\'s to set.',
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "env.steers",
    change: [staging, "slipway:apps.shop.env.IMAGE", "x"],
    says: [
      [
        "Pulumi.staging.yaml:79:9  slipway:apps.shop.env.IMAGE",
        '"IMAGE" steers Compose, Docker or the shell, and is not the app\'s to set.',
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", ["Debug"]],
    says: [
      [
        "Pulumi.staging.yaml:78:11  slipway:apps.shop.env.LOG_LEVEL",
        "A list stands where text belongs.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", null],
    says: [
      [
        "Pulumi.staging.yaml:77:20  slipway:apps.shop.env.LOG_LEVEL",
        "Nothing stands where text belongs.",
        'Fix: write a text, `""` for an empty one, or take the line out.',
      ],
    ],
  },
  {
    rule: "secret.elsewhere",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:78:11  slipway:apps.shop.env.LOG_LEVEL",
        "An encrypted value stands where values are shown in clear.",
        "Fix: move `LOG_LEVEL` to `secrets`.",
      ],
    ],
  },
  {
    rule: "env.value",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", "a\0b"],
    says: [
      [
        "Pulumi.staging.yaml:77:20  slipway:apps.shop.env.LOG_LEVEL",
        "This value has a NUL in it, which no program can be given.",
        "Allowed: text without NUL, at most 130,000 bytes.",
      ],
    ],
  },
  {
    rule: "env.value",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", "x".repeat(131072)],
    says: [
      [
        "Pulumi.staging.yaml:77:20  slipway:apps.shop.env.LOG_LEVEL",
        "This value has 131072 bytes, more than Linux passes on.",
        "Allowed: text without NUL, at most 130,000 bytes.",
      ],
    ],
  },
  {
    rule: "env.value",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", plain('"\\ud800"')],
    says: [
      [
        "Pulumi.staging.yaml:77:20  slipway:apps.shop.env.LOG_LEVEL",
        "This value has half a character in it (a lone surrogate).",
        "Allowed: text without NUL, at most 130,000 bytes.",
      ],
    ],
  },
  {
    rule: "env.private-key",
    change: [staging, "slipway:apps.shop.env.LOG_LEVEL", keyPair("canary").private],
    says: [
      [
        "Pulumi.staging.yaml:77:20  slipway:apps.shop.env.LOG_LEVEL",
        "A private key stands where values are shown in clear.",
        "Fix: make it a secret (`npx slipway secret set`), and replace the key: this one may have been seen.",
      ],
    ],
  },
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
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.secrets", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:79:16  slipway:apps.shop.secrets",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ DB_PASSWORD: { secure: … } }`.",
      ],
    ],
  },
  {
    rule: "env.name",
    change: [staging, ["slipway:apps", "shop", "secrets", "DB.PASSWORD"], secret("canary")],
    says: [
      [
        'Pulumi.staging.yaml:82:9  slipway:apps.shop.secrets["DB.PASSWORD"]',
        '"DB.PASSWORD" is not a key for `.env`.',
        "Allowed: letters, digits and `_`, at most 255, no digit first.",
      ],
    ],
  },
  {
    rule: "env.steers",
    change: [staging, "slipway:apps.shop.secrets.DOCKER_HOST", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:82:9  slipway:apps.shop.secrets.DOCKER_HOST",
        '"DOCKER_HOST" steers Compose, Docker or the shell, and is not the app\'s to set.',
        "Fix: give it another name.",
      ],
    ],
  },
  {
    rule: "env.and-secret",
    change: [staging, "slipway:apps.shop.env.DB_PASSWORD", "x"],
    says: [
      [
        "Pulumi.staging.yaml:79:9  slipway:apps.shop.env.DB_PASSWORD",
        "`DB_PASSWORD` stands in `secrets` as well.",
        "Fix: take one of the two out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", null],
    says: [
      [
        "Pulumi.staging.yaml:80:22  slipway:apps.shop.secrets.DB_PASSWORD",
        "Nothing stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set staging shop DB_PASSWORD`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:80:22  slipway:apps.shop.secrets.DB_PASSWORD",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging shop DB_PASSWORD`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:apps.shop.secrets.DB_PASSWORD", plain("0123")],
    says: [
      [
        "Pulumi.staging.yaml:80:22  slipway:apps.shop.secrets.DB_PASSWORD",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging shop DB_PASSWORD`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "env.value",
    change: [staging, "slipway:apps.shop.secrets.OTHER", secret("canary\0")],
    says: [
      [
        "Pulumi.staging.yaml:83:11  slipway:apps.shop.secrets.OTHER",
        "This value has a NUL in it, which no program can be given.",
        "Allowed: text without NUL, at most 130,000 bytes.",
      ],
    ],
  },
  {
    rule: "value.empty",
    change: [staging, "slipway:apps.shop.secrets.OTHER", secret("")],
    says: [
      [
        "Pulumi.staging.yaml:83:11  slipway:apps.shop.secrets.OTHER",
        "The secret is empty.",
        "Fix: set it, or move the key to `env` if it is meant to be empty.",
      ],
    ],
  },
  {
    rule: "secret.unreadable",
    change: [staging, "slipway:apps.shop.secrets.OTHER", { secure: "!" }],
    says: [
      [
        "Pulumi.staging.yaml:83:11  slipway:apps.shop.secrets.OTHER",
        "The secret is damaged, or was encrypted for another stack.",
        "Fix: set it again.",
      ],
    ],
  },
  {
    rule: "secret.passphrase",
    change: [staging, "slipway:apps.shop.secrets.OTHER", { secure: "x" }],
    says: [
      [
        "Pulumi.staging.yaml:103:17  encryptionsalt",
        "The passphrase is not the one that the stack file's secrets were encrypted with.",
        "Fix: check PULUMI_CONFIG_PASSPHRASE, and that `encryptionsalt` is this file's own.",
      ],
    ],
  },
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
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.withNextImage", plain('"no"')],
    says: [
      [
        "Pulumi.staging.yaml:100:22  slipway:apps.shop.withNextImage",
        '"no" stands where `true` or `false` belongs.',
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.withNextImage", "true"],
    says: [
      [
        "Pulumi.staging.yaml:100:22  slipway:apps.shop.withNextImage",
        '"true" stands where `true` or `false` belongs.',
        "Fix: write `true` without quotes.",
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:apps.shop.withNextImage", plain("on")],
    says: [
      [
        "Pulumi.staging.yaml:100:22  slipway:apps.shop.withNextImage",
        "`on` without quotes is true or false to some readers of YAML.",
        "Fix: write `true` or `false`.",
      ],
    ],
  },
];
