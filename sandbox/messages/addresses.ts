import { randomBytes } from "node:crypto";

/** Where the sandbox's Slack and Telegram take messages, as their users are given it. */
export interface MessageAddresses {
  /** A secret, as is Telegram's token. */
  slackWebhook: string;
  telegramToken: string;
  telegramChat: string;
}

/**
 * New addresses for one environment's messages. The sandbox's page shows what comes there.
 *
 * @param origin GitLab's stand-in, which takes them: `http://127.0.0.1:8080`
 */
export function messageAddresses(origin: string, environment: string): MessageAddresses {
  const bot = `B0${environment.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`;
  return {
    slackWebhook: `${origin}/slack/services/T0SANDBOX/${bot}/${randomBytes(12).toString("hex")}`,
    // 35 characters, as Telegram's have behind the bot's number.
    telegramToken: `4096:${randomBytes(18).toString("hex").slice(1)}`,
    telegramChat: "-1001234567890",
  };
}

/** What stands in for https://api.telegram.org. */
export function telegramApi(origin: string): string {
  return `${origin}/telegram`;
}
