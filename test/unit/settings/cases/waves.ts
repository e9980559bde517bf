import { staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const wavesCases: Case[] = [
  {
    rule: "waves.form",
    change: [staging, "slipway:apps.shop.waves", ["half", "100%"]],
    says: [
      [
        "Pulumi.staging.yaml:102:11  slipway:apps.shop.waves[0]",
        '"half" is not a wave.',
        "Allowed: a number of servers such as `1`, or a part of them from `1%` to `100%`.",
      ],
    ],
  },
  {
    rule: "waves.rising",
    change: [staging, "slipway:apps.shop.waves", [1, "50%", "20%", "100%"]],
    says: [
      [
        "Pulumi.staging.yaml:104:11  slipway:apps.shop.waves[2]",
        '"20%" is less than a wave before it.',
        "Fix: write them in rising order.",
      ],
    ],
  },
  {
    rule: "waves.all",
    change: [staging, "slipway:apps.shop.waves", [1, 2]],
    says: [
      [
        "Pulumi.staging.yaml:103:11  slipway:apps.shop.waves[1]",
        'The last wave, "2", may leave servers out.',
        "Fix: end with `100%`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.waves", ["100%", "100%"]],
    says: [
      [
        "Pulumi.staging.yaml:102:9  slipway:apps.shop.waves",
        '"100%" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.waves", "100%"],
    says: [
      [
        "Pulumi.staging.yaml:101:14  slipway:apps.shop.waves",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[1, 50%, 100%]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.waves", [[]]],
    says: [
      [
        "Pulumi.staging.yaml:102:11  slipway:apps.shop.waves[0]",
        "A list stands where text belongs.",
        "Allowed: a number of servers, or a part of them.",
      ],
    ],
  },
];
