import { absent, platform, secret } from "../fixture.ts";
import type { Case } from "./case.ts";

const good = {
  url: "https://ci.example.com/gitlab",
  token: secret("canary-hook"),
  events: ["push"],
};

/** A webhook with a change in it. */
function hook(change: Record<string, unknown>): Case["change"] {
  return [platform, "slipway:apps.shop.hooks.ci", { ...good, ...change }];
}

/** A webhook without one of its settings. */
function without(key: string): Case["change"] {
  return [
    [platform, "slipway:apps.shop.hooks.ci", { ...good }],
    [platform, `slipway:apps.shop.hooks.ci.${key}`, absent],
  ];
}

export const hooksCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.hooks", ["ci"]],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.hooks",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ ci: { url: https://ci.example.com/gitlab, token: { secure: … }, events: [push, merge_request] } }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.hooks.ci", "ci"],
    says: [
      [
        "Pulumi.platform.yaml:24:13  slipway:apps.shop.hooks.ci",
        "Text stands where a map belongs.",
      ],
    ],
  },
  {
    rule: "hook.name",
    change: [platform, "slipway:apps.shop.hooks.CI", good],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.hooks.CI",
        '"CI" is not a name for a webhook.',
        "Allowed: a small letter, then small letters, digits and `-`, at most 40 characters.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: hook({ tokn: "x" }),
    says: [
      [
        "Pulumi.platform.yaml:30:11  slipway:apps.shop.hooks.ci.tokn",
        "`tokn` is not a setting here.",
        "Fix: did you mean `token`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: without("url"),
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.hooks.ci.url",
        "`url` is missing.",
        "Fix: add `url: <an http or https address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: hook({ url: [] }),
    says: [
      [
        "Pulumi.platform.yaml:25:16  slipway:apps.shop.hooks.ci.url",
        "A list stands where text belongs.",
        "Allowed: an http or https address.",
      ],
    ],
  },
  {
    rule: "hook.url",
    change: hook({ url: "ci.example.com" }),
    says: [
      [
        "Pulumi.platform.yaml:25:16  slipway:apps.shop.hooks.ci.url",
        '"ci.example.com" is not an address that GitLab can post to.',
        "Allowed: an http or https address without a password.",
      ],
    ],
  },
  {
    rule: "hook.url",
    change: hook({ url: "https://ci:canary@ci.example.com/" }),
    says: [
      [
        "Pulumi.platform.yaml:25:16  slipway:apps.shop.hooks.ci.url",
        "A password stands in this address, and everybody who sees the settings sees it.",
        "Allowed: an http or https address without a password.",
        "Fix: take it out, replace it, since it may have been seen, and let the receiver go by the `token`.",
      ],
    ],
  },
  {
    rule: "hook.plain",
    change: hook({ url: "http://ci.example.com/" }),
    says: [
      [
        "Pulumi.platform.yaml:25:16  slipway:apps.shop.hooks.ci.url",
        "This address has no TLS: whoever listens in sees the token and what is told.",
        "Fix: write `https://…`, or say `sslVerification: false` beside it.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: without("token"),
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.hooks.ci.token",
        "`token` is missing.",
        "Fix: run `npx slipway secret set platform slipway:apps.shop.hooks.ci.token`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: hook({ token: [] }),
    says: [
      [
        "Pulumi.platform.yaml:26:18  slipway:apps.shop.hooks.ci.token",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set platform slipway:apps.shop.hooks.ci.token`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: hook({ token: "canary" }),
    says: [
      [
        "Pulumi.platform.yaml:26:18  slipway:apps.shop.hooks.ci.token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set platform slipway:apps.shop.hooks.ci.token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "hook.token",
    change: hook({ token: secret("canary\n") }),
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.hooks.ci.token",
        "The token is empty or has several lines.",
        "Fix: set it again.",
      ],
    ],
  },
  {
    rule: "hook.token",
    change: hook({ token: secret("") }),
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.hooks.ci.token",
        "The token is empty or has several lines.",
        "Fix: set it again.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: without("events"),
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.hooks.ci.events",
        "`events` is missing.",
        "Fix: add `events: [<push or tag_push or merge_request or pipeline or job or deployment or release>]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: hook({ events: "push" }),
    says: [
      [
        "Pulumi.platform.yaml:28:19  slipway:apps.shop.hooks.ci.events",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[push, merge_request]`.",
        "Fix: write `events: [push]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: hook({ events: [{}] }),
    says: [
      [
        "Pulumi.platform.yaml:29:15  slipway:apps.shop.hooks.ci.events[0]",
        "A map stands where text belongs.",
        "Allowed: `push`, `tag_push`, `merge_request`, `pipeline`, `job`, `deployment` or `release`.",
      ],
    ],
  },
  {
    rule: "shape.empty",
    change: hook({ events: [] }),
    says: [
      [
        "Pulumi.platform.yaml:28:19  slipway:apps.shop.hooks.ci.events",
        "This list is empty.",
        "Fix: name at least one.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: hook({ events: ["push", "push"] }),
    says: [
      [
        "Pulumi.platform.yaml:29:13  slipway:apps.shop.hooks.ci.events",
        '"push" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: hook({ events: ["merge_requests"] }),
    says: [
      [
        "Pulumi.platform.yaml:29:15  slipway:apps.shop.hooks.ci.events[0]",
        '"merge_requests" is not one of the choices.',
        "Allowed: `push`, `tag_push`, `merge_request`, `pipeline`, `job`, `deployment` or `release`.",
        "Fix: did you mean `merge_request`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: hook({ branches: {} }),
    says: [
      [
        "Pulumi.platform.yaml:30:21  slipway:apps.shop.hooks.ci.branches",
        "A map stands where text belongs.",
        "Allowed: a branch's name or a pattern.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: hook({ branches: "release /*" }),
    says: [
      [
        "Pulumi.platform.yaml:30:21  slipway:apps.shop.hooks.ci.branches",
        '"release /*" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end; `*` for any text.",
      ],
    ],
  },
  {
    rule: "hook.branches",
    change: hook({ events: ["job"], branches: "main" }),
    says: [
      [
        "Pulumi.platform.yaml:30:21  slipway:apps.shop.hooks.ci.branches",
        "`branches` narrows pushes down, and this webhook is told of none.",
        "Fix: add `push` to `events`, or take the line out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: hook({ sslVerification: "never" }),
    says: [
      [
        "Pulumi.platform.yaml:30:28  slipway:apps.shop.hooks.ci.sslVerification",
        '"never" stands where `true` or `false` belongs.',
      ],
    ],
  },
];
