import { absent, keys, production, secret, staging } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const bootstrapKeyCases: Case[] = [
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.bootstrap", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.bootstrap",
        "`bootstrap` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.bootstrap", "canary"],
    says: [
      ["Pulumi.staging.yaml:9:16  slipway:keys.bootstrap", "Text stands where a map belongs."],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.bootstrap.comment", "x"],
    says: [
      [
        "Pulumi.staging.yaml:20:7  slipway:keys.bootstrap.comment",
        "`comment` is not a setting here.",
        "Allowed: `public` or `private`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.bootstrap.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:9:5  slipway:keys.bootstrap.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.bootstrap.public", []],
    says: [
      [
        "Pulumi.staging.yaml:10:15  slipway:keys.bootstrap.public",
        "A list stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [staging, "slipway:keys.bootstrap.public", "ssh-dss AAAA"],
    says: [
      [
        "Pulumi.staging.yaml:10:15  slipway:keys.bootstrap.public",
        '"ssh-dss" keys do not work here.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
        "Fix: take the pair out, and run `npx slipway keys <stack>`.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [production, "slipway:keys.bootstrap", keys("staging").observer],
    says: [
      [
        "Pulumi.production.yaml:10:15  slipway:keys.bootstrap.public",
        "This is the key of `observer` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys production`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.bootstrap.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:9:5  slipway:keys.bootstrap.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.bootstrap.private", []],
    says: [
      [
        "Pulumi.staging.yaml:11:16  slipway:keys.bootstrap.private",
        "A list stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.bootstrap.private", "canary-private"],
    says: [
      [
        "Pulumi.staging.yaml:11:16  slipway:keys.bootstrap.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [staging, "slipway:keys.bootstrap.private", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:12:9  slipway:keys.bootstrap.private",
        "This is not a private key in OpenSSH's format.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
];
