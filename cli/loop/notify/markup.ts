import type { Link, Message } from "./message.ts";

const signs = { good: "✅", warning: "⚠️", bad: "❌" } as const;

/** How a service writes a bold text, a link, and text that is to be read as it is. */
interface Markup {
  escape: (text: string) => string;
  bold: (escaped: string) => string;
  link: (escaped: string, url: string) => string;
}

/**
 * Slack's mrkdwn: three characters mean something else (docs.slack.dev, "Formatting message text"), and
 * a `|` would end the address of a link.
 */
const slackMarkup: Markup = {
  escape: (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  bold: (escaped) => `*${escaped.replaceAll("*", "∗")}*`,
  link: (escaped, url) => `<${url.replaceAll("&", "&amp;")}|${escaped.replaceAll("|", "¦")}>`,
};

/** Telegram's HTML (core.telegram.org/bots/api#html-style). */
const telegramMarkup: Markup = {
  escape: (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  bold: (escaped) => `<b>${escaped}</b>`,
  link: (escaped, url) => `<a href="${url.replaceAll("&", "&amp;")}">${escaped}</a>`,
};

/** What Slack's incoming webhook takes: the text alone is what a notification shows. */
export function slackMessage(message: Message): object {
  const headline = `${signs[message.state]} ${message.headline}`;
  const text = body(message, slackMarkup);
  return {
    text: slackMarkup.escape(headline),
    blocks: [
      {
        type: "section",
        text: { type: "mrkdwn", text: slackMarkup.bold(slackMarkup.escape(headline)) },
      },
      { type: "section", text: { type: "mrkdwn", text } },
    ],
  };
}

/** What Telegram's `sendMessage` takes. */
export function telegramMessage(message: Message, chat: string): object {
  const headline = telegramMarkup.escape(`${signs[message.state]} ${message.headline}`);
  return {
    chat_id: chat,
    text: `${telegramMarkup.bold(headline)}\n${body(message, telegramMarkup)}`,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
  };
}

function body(message: Message, markup: Markup): string {
  const shown = ({ text, url }: Link) =>
    url === undefined ? markup.escape(text) : markup.link(markup.escape(text), url);
  const { reason, facts, changes, changesTitle } = message;
  return [
    ...(reason === undefined ? [] : [markup.escape(reason), ""]),
    ...facts.map(([label, value]) => `${label}: ${shown(value)}`),
    ...(changesTitle === undefined ? [] : ["", markup.bold(markup.escape(changesTitle))]),
    ...changes.map((change) => `• ${shown(change)}`),
  ].join("\n");
}
