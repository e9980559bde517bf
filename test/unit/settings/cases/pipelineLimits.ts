import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

const many = (count: number, name: string, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, value]));

const names = Object.keys(many(164, "e", {}));

const entered = { branch: "main", deploy: "automatic" };

export const pipelineLimitsCases: Case[] = [
  {
    rule: "pipeline.needs",
    change: [platform, "slipway:apps.shop.test", many(49, "t", "npm test")],
    says: [
      [
        "Pulumi.platform.yaml:23:7  slipway:apps.shop.test",
        "`shop` has 49 tests, and GitLab lets no job wait for as many.",
        "Allowed: at most 48.",
        "Fix: run several of them in one.",
      ],
    ],
  },
  {
    rule: "pipeline.jobs",
    change: names.map((name): [string, string, unknown] => [
      platform,
      `slipway:environments.${name}`,
      entered,
    ]),
    says: [
      ...names.map((name, index) => [
        `Pulumi.platform.yaml:${12 + 3 * index}:5  slipway:environments.${name}`,
        `There is no \`Pulumi.${name}.yaml\`.`,
        `Fix: run \`npx slipway environment add ${name}\`, or take \`${name}\` out.`,
      ]),
      [
        "Pulumi.platform.yaml:505:5  slipway:apps.shop",
        "The pipeline of `shop` would have 502 jobs.",
        "Allowed: at most 500.",
        "Fix: take out environments or tests.",
      ],
    ],
  },
];
