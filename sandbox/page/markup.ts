import { html } from "hono/html";
import type { Message } from "../messages/mailbox.ts";
import type { Html } from "./layout.ts";

/** Links and bold text as a service writes them; what else it knows is shown as it was sent. */
const patterns: Record<Message["service"], RegExp> = {
  slack: /<(https?:[^|>]+)\|([^>]+)>|\*([^*\n]+)\*/g,
  telegram: /<a href="(https?:[^"]+)">([^<]*)<\/a>|<b>([^<]*)<\/b>/g,
};

const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** A message's text as the service shows it. */
export function readable({ service, text }: Pick<Message, "service" | "text">): Html[] {
  const parts: Html[] = [];
  let end = 0;
  for (const match of text.matchAll(patterns[service])) {
    const [whole, url, words = "", bold] = match;
    parts.push(html`${plain(text.slice(end, match.index))}`);
    parts.push(
      url === undefined
        ? html`<b>${plain(bold ?? "")}</b>`
        : html`<a href="${plain(url)}">${plain(words)}</a>`,
    );
    end = match.index + whole.length;
  }
  return [...parts, html`${plain(text.slice(end))}`];
}

function plain(text: string): string {
  return text.replaceAll(/&(lt|gt|amp|quot);/g, (_, name: string) => entities[name]!);
}
