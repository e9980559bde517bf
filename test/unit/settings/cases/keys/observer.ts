import { absent, keys, production, secret, staging } from "../../fixture.ts";
import { keyPair } from "../../keys.ts";
import type { Case } from "../case.ts";

export const observerKeyCases: Case[] = [
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.observer", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.observer",
        "`observer` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.observer", true],
    says: [
      ["Pulumi.staging.yaml:31:15  slipway:keys.observer", "`true` stands where a map belongs."],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.observer.public_key", "x"],
    says: [
      [
        "Pulumi.staging.yaml:42:7  slipway:keys.observer.public_key",
        "`public_key` is not a setting here.",
        "Fix: did you mean `public`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.observer.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:31:5  slipway:keys.observer.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.observer.public", {}],
    says: [
      [
        "Pulumi.staging.yaml:32:15  slipway:keys.observer.public",
        "A map stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [staging, "slipway:keys.observer.public", "nonsense"],
    says: [
      [
        "Pulumi.staging.yaml:32:15  slipway:keys.observer.public",
        '"nonsense" is not a public key.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [production, "slipway:keys.observer", keys("staging").deployers.shop],
    says: [
      [
        "Pulumi.production.yaml:32:15  slipway:keys.observer.public",
        "This is the key of `deployers.shop` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys production`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.observer.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:31:5  slipway:keys.observer.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.observer.private", { plain: "canary" }],
    says: [
      [
        "Pulumi.staging.yaml:34:9  slipway:keys.observer.private",
        "A map stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.observer.private", keyPair("canary").private],
    says: [
      [
        "Pulumi.staging.yaml:33:16  slipway:keys.observer.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [
      staging,
      "slipway:keys.observer.private",
      secret(keyPair("staging observer", { cipher: "aes256-ctr" }).private),
    ],
    says: [
      [
        "Pulumi.staging.yaml:34:9  slipway:keys.observer.private",
        "The private key has a passphrase, which nobody could type.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
];
