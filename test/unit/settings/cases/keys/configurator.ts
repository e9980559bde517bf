import { absent, keys, secret, staging } from "../../fixture.ts";
import { keyPair } from "../../keys.ts";
import type { Case } from "../case.ts";

export const configuratorKeyCases: Case[] = [
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.configurator", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.configurator",
        "`configurator` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.configurator", null],
    says: [
      [
        "Pulumi.staging.yaml:20:19  slipway:keys.configurator",
        "Nothing stands where a map belongs.",
        "Fix: write a map, `{}` for an empty one, or take the line out.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.configurator.publik", "x"],
    says: [
      [
        "Pulumi.staging.yaml:31:7  slipway:keys.configurator.publik",
        "`publik` is not a setting here.",
        "Fix: did you mean `public`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.configurator.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:20:5  slipway:keys.configurator.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.configurator.public", null],
    says: [
      [
        "Pulumi.staging.yaml:21:15  slipway:keys.configurator.public",
        "Nothing stands where text belongs.",
        "Allowed: a public key.",
        "Fix: fill it in, or take the line out.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [
      staging,
      "slipway:keys.configurator.public",
      `${keyPair("staging configurator").public} up@laptop`,
    ],
    says: [
      [
        "Pulumi.staging.yaml:21:15  slipway:keys.configurator.public",
        "Something stands after the key.",
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
        "Fix: write `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAhn+ruHKDcLxqjBv0vtkvgeBsZFGlin1utnYrOg/mKz`.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [staging, "slipway:keys.configurator", keys("staging").bootstrap],
    says: [
      [
        "Pulumi.staging.yaml:21:15  slipway:keys.configurator.public",
        "This is the key of `bootstrap` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.configurator.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:20:5  slipway:keys.configurator.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.configurator.private", { secure: 5 }],
    says: [
      [
        "Pulumi.staging.yaml:23:9  slipway:keys.configurator.private",
        "A map stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.configurator.private", 12345],
    says: [
      [
        "Pulumi.staging.yaml:22:16  slipway:keys.configurator.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [
      staging,
      "slipway:keys.configurator.private",
      secret(keyPair("staging configurator").private.trimEnd()),
    ],
    says: [
      [
        "Pulumi.staging.yaml:23:9  slipway:keys.configurator.private",
        "The private key's last line has no end, and ssh refuses such a file.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
];
