import { html } from "hono/html";
import type { Message } from "../messages/mailbox.ts";
import { type Html, time } from "./layout.ts";
import { readable } from "./markup.ts";

/** What Slack and Telegram got, newest first. */
export function messageList(all: Message[]): Html {
  return html`<h1>Messages</h1>
    ${all.length === 0 ? html`<p class="quiet">Nobody was told anything yet.</p>` : ""}
    ${all.toReversed().map(
      ({ time: at, service, to, text }) =>
        html`<article class="card note">
          <p class="quiet">${service === "slack" ? "Slack" : "Telegram"} · ${to} · ${time(at)}</p>
          <div class="text">${readable({ service, text })}</div>
        </article>`,
    )}`;
}
