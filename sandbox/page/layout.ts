import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { script, style } from "./style.ts";

/** A piece of a page; what people wrote is escaped where it is put in. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Person {
  username: string;
  name: string;
}

export interface Frame {
  title: string;
  /** Whom the page is shown to. */
  username: string;
  /** Whom it may be shown to instead. */
  people: Person[];
  /** Where one comes back to after changing that. */
  path: string;
  /** Whether it changes by itself. */
  live?: boolean;
}

export function layout({ title, username, people, path, live }: Frame, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · GitLab's stand-in</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <nav aria-label="Main"><a href="/">Projects</a> · <a href="/-/messages">Messages</a></nav>
          <form method="post" action="/-/as">
            <input type="hidden" name="back" value="${path}" />
            <label
              >You are
              <select name="username">
                ${people.map(
                  (person) =>
                    html`<option
                      value="${person.username}"
                      ${person.username === username ? "selected" : ""}
                    >
                      ${person.name} (${person.username})
                    </option>`,
                )}
              </select></label
            >
            <button class="second">Change</button>
          </form>
        </header>
        <main id="main" tabindex="-1" ${live ? "data-live" : ""}>${body}</main>
        <script>
          ${script};
        </script>
      </body>
    </html>`;
}

const marks: Record<string, string> = {
  success: "✓",
  failed: "✗",
  running: "◌",
  manual: "▷",
  blocked: "▷",
  canceled: "⊘",
  skipped: "»",
};

/** A status of GitLab's, told by a word and not by a colour alone. */
export function status(name: string): Html {
  return html`<span class="status ${name}"
    ><span class="mark" aria-hidden="true">${marks[name] ?? "•"}</span> ${name.replaceAll(
      "_",
      " ",
    )}</span
  >`;
}

/** A button that changes something. */
export function action(path: string, words: string, about: string, second = false): Html {
  return html`<form method="post" action="${path}">
    <button class="${second ? "second" : ""}" aria-label="${words}: ${about}">${words}</button>
  </form>`;
}

export function time(iso: string | null | undefined): Html {
  if (!iso) return html``;
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`;
}
