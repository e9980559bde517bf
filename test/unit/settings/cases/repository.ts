import { staging } from "../fixture.ts";
import type { Case } from "./case.ts";

const at = "slipway:apps.shop.repository";
const place = "Pulumi.staging.yaml:101:19  slipway:apps.shop.repository";

const not = (value: string): Case => ({
  rule: "image.repository",
  change: [staging, at, value],
  says: [
    [
      place,
      `${JSON.stringify(value)} is not a repository of images.`,
      "Allowed: an image's name without tag and digest, such as `registry.example.com/acme/shop`.",
    ],
  ],
});

export const repositoryCases: Case[] = [
  not("registry.example.com/acme/shop:1"),
  not("registry.example.com/acme/shop@sha256:abc"),
  not("registry.example.com/acme/Shop"),
  not("shop"),
  not("https://registry.example.com/acme/shop"),
  {
    rule: "shape.type",
    change: [staging, at, []],
    says: [
      [
        place,
        "A list stands where text belongs.",
        "Allowed: an image's name without tag and digest.",
      ],
    ],
  },
];
