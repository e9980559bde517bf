import { absent, secret, staging } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const keysCases: Case[] = [
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys", absent],
    says: [
      [
        "Pulumi.staging.yaml:1:1  slipway:keys",
        "`slipway:keys` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys", "canary"],
    says: [["Pulumi.staging.yaml:8:17  slipway:keys", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.observr", {}],
    says: [
      [
        "Pulumi.staging.yaml:56:5  slipway:keys.observr",
        "`observr` is not a setting here.",
        "Fix: did you mean `observer`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.fingerprint", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.fingerprint",
        "`fingerprint` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.fingerprint", null],
    says: [
      [
        "Pulumi.staging.yaml:42:18  slipway:keys.fingerprint",
        "Nothing stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.fingerprint", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:42:18  slipway:keys.fingerprint",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.fingerprint",
    change: [staging, "slipway:keys.fingerprint", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:43:7  slipway:keys.fingerprint",
        "The fingerprints' key is not 32 bytes in base64.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
];
