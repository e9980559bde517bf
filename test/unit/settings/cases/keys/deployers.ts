import { absent, keys, secret, staging } from "../../fixture.ts";
import { keyPair } from "../../keys.ts";
import type { Case } from "../case.ts";

export const deployerKeysCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers", []],
    says: [
      ["Pulumi.staging.yaml:44:16  slipway:keys.deployers", "A list stands where a map belongs."],
    ],
  },
  {
    rule: "app.name",
    change: [
      staging,
      "slipway:keys.deployers",
      { ...keys("staging").deployers, Shop: keys("other").observer },
    ],
    says: [
      [
        "Pulumi.staging.yaml:56:7  slipway:keys.deployers.Shop",
        '"Shop" is not a name for an app.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
      [
        "Pulumi.staging.yaml:56:7  slipway:keys.deployers.Shop",
        '"Shop" is not an app of this stack.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "key.missing",
    change: [staging, "slipway:keys.deployers", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.deployers.shop",
        "`shop` has no deployer's key.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "key.unused",
    change: [staging, "slipway:keys.deployers.shp", keys("other").observer],
    says: [
      [
        "Pulumi.staging.yaml:56:7  slipway:keys.deployers.shp",
        '"shp" is not an app of this stack.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers.shop", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:45:13  slipway:keys.deployers.shop",
        "Text stands where a map belongs.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.deployers.shop.app", "shop"],
    says: [
      [
        "Pulumi.staging.yaml:56:9  slipway:keys.deployers.shop.app",
        "`app` is not a setting here.",
        "Allowed: `public` or `private`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.deployers.shop.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:45:7  slipway:keys.deployers.shop.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers.shop.public", []],
    says: [
      [
        "Pulumi.staging.yaml:46:17  slipway:keys.deployers.shop.public",
        "A list stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [staging, "slipway:keys.deployers.shop.public", "ssh-ed25519"],
    says: [
      [
        "Pulumi.staging.yaml:46:17  slipway:keys.deployers.shop.public",
        '"ssh-ed25519" is not a public key.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [staging, "slipway:keys.deployers.shop", keys("staging").observer],
    says: [
      [
        "Pulumi.staging.yaml:46:17  slipway:keys.deployers.shop.public",
        "This is the key of `observer` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.deployers.shop.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:45:7  slipway:keys.deployers.shop.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers.shop.private", []],
    says: [
      [
        "Pulumi.staging.yaml:47:18  slipway:keys.deployers.shop.private",
        "A list stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.deployers.shop.private", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:47:18  slipway:keys.deployers.shop.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [staging, "slipway:keys.deployers.shop.private", secret(keyPair("other").private)],
    says: [
      [
        "Pulumi.staging.yaml:48:11  slipway:keys.deployers.shop.private",
        "The private key does not belong to the public one beside it.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
];
