import type { z } from "zod";
import type { CheckPlain } from "../kinds/about.ts";
import { group } from "../kinds/collections.ts";
import { must } from "../kinds/names.ts";
import { secret, text } from "../kinds/scalars.ts";
import type { Reveal } from "../kinds/secrets.ts";
import { isLoopback, webAddress } from "../kinds/webAddress.ts";
import type { Complaint } from "../problem.ts";

/**
 * Whom the environment's deploy jobs tell. They stand here, and not on the platform, because they
 * are secrets of those jobs: staging's chat is told of staging, and knows no other's webhook.
 */

export const tellRules = {
  "tell.slack": "A Slack webhook is an https address.",
  "tell.telegram": "A Telegram token is a bot's.",
  "tell.chat": "A Telegram chat is a number, or a channel's name behind `@`.",
} as const satisfies Record<string, string>;

/** A stand-in on the asking machine is told over http. GitLab masks it: no space, one line. */
const slackWebhook: CheckPlain = (plain) => {
  const address = webAddress(plain);
  const isSafe = address?.protocol === "https:" || (address && isLoopback(address.host));
  if (isSafe && address.pathname.length > 1) return undefined;
  return {
    rule: "tell.slack",
    message: "This is not a webhook of Slack's.",
    allowed: "an https address with a path, such as `https://hooks.slack.com/services/…`",
    fix: "copy it from the Slack app's `Incoming Webhooks`, and set it again.",
  };
};

const telegramToken: CheckPlain = (plain) =>
  /^\d{4,}:[A-Za-z0-9_-]{20,}$/.test(plain)
    ? undefined
    : {
        rule: "tell.telegram",
        message: "This is not the token of a Telegram bot.",
        allowed: "a number, `:` and at least 20 letters, digits, `_` and `-`",
        fix: "copy it from @BotFather, and set it again.",
      };

function telegramChat(chat: string): Complaint | undefined {
  if (/^(-?\d{1,32}|@[A-Za-z]\w{3,31})$/.test(chat)) return undefined;
  const allowed = "a chat's number, such as `-1001234567890`, or a channel's name behind `@`";
  return must("tell.chat", chat, "a Telegram chat", allowed);
}

export const tell = group(
  {
    slack: group(
      {
        webhook: secret(
          {
            description: "The incoming webhook's address, which is all that it takes to post.",
            rules: ["secret.plain", "tell.slack"],
          },
          slackWebhook,
        ),
      },
      { description: "A Slack channel.", example: "{ webhook: { secure: … } }" },
    ).optional(),
    telegram: group(
      {
        token: secret(
          { description: "The bot's token.", rules: ["secret.plain", "tell.telegram"] },
          telegramToken,
        ),
        chat: text(
          {
            description: "The chat that the bot writes to.",
            allowed: "a chat's number, or a channel's name behind `@`",
            example: "-1001234567890",
            rules: ["tell.chat"],
          },
          telegramChat,
        ),
      },
      {
        description: "A Telegram chat.",
        example: '{ token: { secure: … }, chat: "-1001234567890" }',
      },
    ).optional(),
  },
  {
    description:
      "Whom deploy jobs of this environment tell: that it serves, that it failed, that it was put back, that it was rolled back.",
    example: "{ slack: { webhook: { secure: … } } }",
    otherwise: "nobody",
  },
);

/** Whom to tell, the secrets in clear. */
export function buildTell(config: z.infer<typeof tell> | undefined, reveal: Reveal) {
  const at = "slipway:tell";
  const { slack, telegram } = config ?? {};
  return {
    slack: slack && { webhook: reveal([at, "slack", "webhook"]) },
    telegram: telegram && {
      token: reveal([at, "telegram", "token"]),
      chat: telegram.chat,
    },
  };
}

export type TellSettings = ReturnType<typeof buildTell>;
