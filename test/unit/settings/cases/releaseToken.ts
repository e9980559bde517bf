import { platform, secret } from "../fixture.ts";
import type { Change } from "../fixture.ts";
import type { Case } from "./case.ts";

const published: Change = [
  platform,
  "slipway:tool",
  `registry.example.com/acme/pipelines/slipway@sha256:${"a".repeat(64)}`,
];

const tokens = { user: "acme-release", token: secret("canary"), reader: secret("reader") };

export const releaseTokenCases: Case[] = [
  {
    rule: "shape.type",
    change: [
      published,
      [platform, "slipway:pipelines", { project: "acme/pipelines", release: "acme-release" }],
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:14  slipway:pipelines.release",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ user: acme-release, token: { secure: … }, reader: { secure: … } }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        {
          project: "acme/pipelines",
          release: { ...tokens, scope: "api" },
        },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:32:7  slipway:pipelines.release.scope",
        "`scope` is not a setting here.",
        "Allowed: `user`, `token` or `reader`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [
      published,
      [platform, "slipway:pipelines", { project: "acme/pipelines", release: {} }],
    ],
    says: [
      [
        "Pulumi.platform.yaml:26:5  slipway:pipelines.release.user",
        "`user` is missing.",
        "Fix: add `user: <text without a colon or a space>`.",
      ],
      [
        "Pulumi.platform.yaml:26:5  slipway:pipelines.release.token",
        "`token` is missing.",
        "Fix: run `npx slipway secret set platform slipway:pipelines.release.token`.",
      ],
      [
        "Pulumi.platform.yaml:26:5  slipway:pipelines.release.reader",
        "`reader` is missing.",
        "Fix: run `npx slipway secret set platform slipway:pipelines.release.reader`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        { project: "acme/pipelines", release: { ...tokens, user: {}, token: [] } },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:pipelines.release.user",
        "A map stands where text belongs.",
        "Allowed: text without a colon or a space.",
      ],
      [
        "Pulumi.platform.yaml:28:14  slipway:pipelines.release.token",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set platform slipway:pipelines.release.token`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        {
          project: "acme/pipelines",
          release: { ...tokens, user: "acme:release", token: "canary" },
        },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:pipelines.release.user",
        '"acme:release" is not a registry\'s user.',
        "Allowed: text without a colon or a space.",
      ],
      [
        "Pulumi.platform.yaml:28:14  slipway:pipelines.release.token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set platform slipway:pipelines.release.token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        { project: "acme/pipelines", release: { ...tokens, reader: [] } },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:30:15  slipway:pipelines.release.reader",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set platform slipway:pipelines.release.reader`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        { project: "acme/pipelines", release: { ...tokens, reader: "canary" } },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:30:15  slipway:pipelines.release.reader",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set platform slipway:pipelines.release.reader`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "registry.user",
    change: [
      published,
      [
        platform,
        "slipway:pipelines",
        { project: "acme/pipelines", release: { ...tokens, user: "acme release" } },
      ],
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:pipelines.release.user",
        '"acme release" is not a registry\'s user.',
        "Allowed: text without a colon or a space.",
      ],
    ],
  },
];
