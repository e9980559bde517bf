import { plain, secret, staging } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

export const envCases: Case[] = [
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
];
