import { compose, platform } from "../fixture.ts";
import type { Case } from "./case.ts";

const fix = "Fix: name a version, or a digest besides, such as `postgres:17@sha256:…`.";
const moves = (image: string) =>
  `Warning: "${image}" is whatever is the newest of that name, and another one tomorrow.`;
const digest = `sha256:${"a".repeat(64)}`;

export const testImagesCases: Case[] = [
  {
    // A version's tag and a digest are told nothing of; a port is no tag.
    rule: "image.moving",
    change: [
      [platform, "slipway:apps.shop.testing", { image: "node" }],
      [
        platform,
        "slipway:apps.shop.test",
        {
          unit: { script: "a", image: "registry.example.com:5000/node:latest" },
          lint: { script: "a", image: `node@${digest}` },
          types: { script: "a", image: "node:24" },
          integration: {
            script: "a",
            services: { redis: "registry.example.com:5000/redis", db: { image: "postgres" } },
          },
        },
      ],
    ],
    says: [
      ["Pulumi.platform.yaml:24:16  slipway:apps.shop.testing.image", moves("node"), fix],
      [
        "Pulumi.platform.yaml:28:18  slipway:apps.shop.test.unit.image",
        moves("registry.example.com:5000/node:latest"),
        fix,
      ],
      [
        "Pulumi.platform.yaml:38:20  slipway:apps.shop.test.integration.services.redis",
        moves("registry.example.com:5000/redis"),
        fix,
      ],
      [
        "Pulumi.platform.yaml:40:22  slipway:apps.shop.test.integration.services.db.image",
        moves("postgres"),
        fix,
      ],
    ],
  },
  {
    rule: "image.moving",
    change: [compose, "services.database.image", "postgres:latest"],
    says: [["compose/shop.yaml:10:12  services.database.image", moves("postgres:latest"), fix]],
  },
];
