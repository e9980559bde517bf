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

/**
 * Telegram's HTML (core.telegram.org/bots/api#html-style). A name behind an `@` would be called there:
 * a sign that nobody sees (U+2060) stands between the two.
 */
const telegramMarkup: Markup = {
  escape: (text) =>
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/@(?=\w)/g, "@\u2060"),
  bold: (escaped) => `<b>${escaped}</b>`,
  link: (escaped, url) => `<a href="${url.replaceAll("&", "&amp;")}">${escaped}</a>`,
};

/** What Slack's incoming webhook takes: the text alone is what a notification shows. */
export function slackMessage(message: Message): object {
  const headline = `${signs[message.state]} ${message.headline}`;
  const texts = [slackMarkup.bold(slackMarkup.escape(headline)), ...sections(message)];
  return {
    text: slackMarkup.escape(headline),
    blocks: texts.map((text) => ({
      type: "section",
      // Verbatim: or Slack would look for mentions and addresses in what is plain text.
      text: { type: "mrkdwn", text, verbatim: true },
    })),
  };
}

/** The longest text of a section, or Slack takes nothing (docs.slack.dev, "Text object"). */
const longestSection = 3_000;

/** The body's lines in as few sections as take them; none of the lines is longer than one. */
function sections(message: Message): string[] {
  const texts: string[] = [];
  for (const line of lines(message, slackMarkup)) {
    const last = texts.at(-1);
    const longer = `${last}\n${line}`;
    if (last !== undefined && longer.length <= longestSection) texts[texts.length - 1] = longer;
    else if (line !== "") texts.push(line);
  }
  return texts;
}

/** What Telegram's `sendMessage` takes. */
export function telegramMessage(message: Message, chat: string): object {
  const headline = telegramMarkup.escape(`${signs[message.state]} ${message.headline}`);
  return {
    chat_id: chat,
    text: `${telegramMarkup.bold(headline)}\n${lines(message, telegramMarkup).join("\n")}`,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
  };
}

function lines(message: Message, markup: Markup): string[] {
  const shown = ({ text, url }: Link) =>
    url === undefined ? markup.escape(text) : markup.link(markup.escape(text), url);
  const { reason, facts, changes, changesTitle } = message;
  return [
    ...(reason === undefined ? [] : [markup.escape(reason), ""]),
    ...facts.map(([label, value]) => `${label}: ${shown(value)}`),
    ...(changesTitle === undefined ? [] : ["", markup.bold(markup.escape(changesTitle))]),
    ...changes.map((change) => `• ${shown(change)}`),
  ];
}
