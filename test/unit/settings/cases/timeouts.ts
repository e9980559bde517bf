import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const timeoutsCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.production.timeout", []],
    says: [
      [
        "Pulumi.platform.yaml:12:16  slipway:environments.production.timeout",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [platform, "slipway:environments.production.timeout", "30s"],
    says: [
      [
        "Pulumi.platform.yaml:12:16  slipway:environments.production.timeout",
        '"30s" is no time that a job may take.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `15m`, from `1m` to `24h`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [platform, "slipway:environments.production.timeout", 15],
    says: [
      [
        "Pulumi.platform.yaml:12:16  slipway:environments.production.timeout",
        '"15" is no time that a job may take.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `15m`, from `1m` to `24h`.",
        "Fix: write `15m`.",
      ],
    ],
  },
];
