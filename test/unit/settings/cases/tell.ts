import { secret, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const tellCases: Case[] = [
  {
    rule: "shape.type",
    change: [staging, "slipway:tell", "slack"],
    says: [
      [
        "Pulumi.staging.yaml:101:17  slipway:tell",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ slack: { webhook: { secure: … } } }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:tell", { slak: {} }],
    says: [
      [
        "Pulumi.staging.yaml:102:5  slipway:tell.slak",
        "`slak` is not a setting here.",
        "Fix: did you mean `slack`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:tell", { slack: "#deploys", telegram: "@acme" }],
    says: [
      [
        "Pulumi.staging.yaml:102:12  slipway:tell.slack",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ webhook: { secure: … } }`.",
      ],
      [
        "Pulumi.staging.yaml:103:15  slipway:tell.telegram",
        "Text stands where a map belongs.",
        'Allowed: a map such as `{ token: { secure: … }, chat: "-1001234567890" }`.',
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      staging,
      "slipway:tell",
      { slack: { webhook: secret("https://hooks.example.com/canary"), channel: "#deploys" } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:105:7  slipway:tell.slack.channel",
        "`channel` is not a setting here.",
        "Allowed: `webhook`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:tell", { slack: {}, telegram: {} }],
    says: [
      [
        "Pulumi.staging.yaml:102:5  slipway:tell.slack.webhook",
        "`webhook` is missing.",
        "Fix: run `npx slipway secret set staging slipway:tell.slack.webhook`.",
      ],
      [
        "Pulumi.staging.yaml:103:5  slipway:tell.telegram.token",
        "`token` is missing.",
        "Fix: run `npx slipway secret set staging slipway:tell.telegram.token`.",
      ],
      [
        "Pulumi.staging.yaml:103:5  slipway:tell.telegram.chat",
        "`chat` is missing.",
        "Fix: add `chat: <a chat's number, or a channel's name behind @>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      staging,
      "slipway:tell",
      { slack: { webhook: [] }, telegram: { token: {}, chat: [] } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:103:16  slipway:tell.slack.webhook",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set staging slipway:tell.slack.webhook`.",
      ],
      [
        "Pulumi.staging.yaml:105:14  slipway:tell.telegram.token",
        "A map stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set staging slipway:tell.telegram.token`.",
      ],
      [
        "Pulumi.staging.yaml:106:13  slipway:tell.telegram.chat",
        "A list stands where text belongs.",
        "Allowed: a chat's number, or a channel's name behind `@`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [
      staging,
      "slipway:tell",
      {
        slack: { webhook: "https://hooks.example.com/canary" },
        telegram: { token: "12345:canary", chat: "12" },
      },
    ],
    says: [
      [
        "Pulumi.staging.yaml:103:16  slipway:tell.slack.webhook",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:tell.slack.webhook`. Replace the secret itself if this file was ever pushed.",
      ],
      [
        "Pulumi.staging.yaml:105:14  slipway:tell.telegram.token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:tell.telegram.token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "tell.slack",
    change: [staging, "slipway:tell", { slack: { webhook: secret("canary") } }],
    says: [
      [
        "Pulumi.staging.yaml:104:9  slipway:tell.slack.webhook",
        "This is not a webhook of Slack's.",
        "Allowed: an https address with a path, such as `https://hooks.slack.com/services/…`.",
        "Fix: copy it from the Slack app's `Incoming Webhooks`, and set it again.",
      ],
    ],
  },
  {
    rule: "tell.slack",
    change: [
      staging,
      "slipway:tell",
      { slack: { webhook: secret("http://hooks.example.com/canary") } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:104:9  slipway:tell.slack.webhook",
        "This is not a webhook of Slack's.",
        "Allowed: an https address with a path, such as `https://hooks.slack.com/services/…`.",
        "Fix: copy it from the Slack app's `Incoming Webhooks`, and set it again.",
      ],
    ],
  },
  {
    rule: "tell.slack",
    change: [
      staging,
      "slipway:tell",
      { slack: { webhook: secret("https://canary.example.com/") } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:104:9  slipway:tell.slack.webhook",
        "This is not a webhook of Slack's.",
        "Allowed: an https address with a path, such as `https://hooks.slack.com/services/…`.",
        "Fix: copy it from the Slack app's `Incoming Webhooks`, and set it again.",
      ],
    ],
  },
  {
    rule: "tell.telegram",
    change: [
      staging,
      "slipway:tell",
      { telegram: { token: secret("canary"), chat: -1001234567890 } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:104:9  slipway:tell.telegram.token",
        "This is not the token of a Telegram bot.",
        "Allowed: a number, `:` and at least 20 letters, digits, `_` and `-`.",
        "Fix: copy it from @BotFather, and set it again.",
      ],
    ],
  },
  {
    rule: "tell.chat",
    change: [
      staging,
      "slipway:tell",
      { telegram: { token: secret("1234:canary-canary-canary"), chat: "acme deploys" } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:105:13  slipway:tell.telegram.chat",
        '"acme deploys" is not a Telegram chat.',
        "Allowed: a chat's number, such as `-1001234567890`, or a channel's name behind `@`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [
      staging,
      "slipway:tell",
      { telegram: { token: secret("1234:canary-canary-canary"), chat: "@acme", chatId: 4 } },
    ],
    says: [
      [
        "Pulumi.staging.yaml:106:7  slipway:tell.telegram.chatId",
        "`chatId` is not a setting here.",
        "Fix: did you mean `chat`?",
      ],
    ],
  },
];
