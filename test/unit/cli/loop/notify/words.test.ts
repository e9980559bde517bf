import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, expect, it } from "vitest";
import { slackMessage, telegramMessage } from "../../../../../cli/loop/notify/markup.ts";
import { messageOf } from "../../../../../cli/loop/notify/message.ts";
import { messages } from "../../../../../sandbox/messages/mailbox.ts";
import { slack } from "../../../../../sandbox/messages/slack.ts";
import { telegram } from "../../../../../sandbox/messages/telegram.ts";

/** Words of whoever may write a commit, a title, or an error. */

const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const app = new Hono();
slack(app, folder);
telegram(app, folder);

/** What both services took of a failed deploy that says these words wherever it can. */
async function told(words: string) {
  const mergeRequests = Array.from({ length: 10 }, (_, iid) => ({
    ...{ iid, title: words, url: "https://gitlab.example.com/acme/shop/-/merge_requests/1" },
  }));
  const message = messageOf(
    {
      ...{ job: "9", environment: "production", app: "shop", action: "deploy", outcome: "failed" },
      ...{ began: "2026-11-22T14:03:05Z", seconds: 75, message: words, emergency: words },
    },
    { mergeRequests, isBack: false, isAhead: false },
    { author: words, starter: words },
    { CI_COMMIT_SHA: "a".repeat(40) },
  )!;
  const toSlack = slackMessage(message);
  const sent = [
    ["/slack/services/T0ACME/B0DEPLOYS/a1b2c3d4e5f6a1b2c3d4e5f6", toSlack],
    [`/telegram/bot12345:${"x".repeat(35)}/sendMessage`, telegramMessage(message, "-100123")],
  ] as const;
  for (const [path, body] of sent) {
    const headers = { "content-type": "application/json" };
    const answer = await app.request(path, { method: "POST", headers, body: JSON.stringify(body) });
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  }
  const texts = messages(folder).slice(-2);
  const of = (service: string) => texts.find((one) => one.service === service)!.text;
  return { slack: of("slack"), telegram: of("telegram"), toSlack };
}

it.each(["🚢", "&", "a"])("100 kB of %s are cut, so that each service takes them", async (one) => {
  const { slack, telegram } = await told(one.repeat(100_000 / one.length));
  for (const text of [slack, telegram]) expect(text).not.toMatch(/\p{Surrogate}/u);
});

it("nobody is called, and nothing led to, by what a title, an author or a reason says", async () => {
  const call = "<!channel> <@U0ADA> @channel @ada <a href='https://x.example'>y</a> &lt;!here>";
  const { slack, telegram, toSlack } = await told(call);
  // Slack reads no mention in what is verbatim, but for those in angle brackets.
  expect(slack).toContain("&lt;!channel&gt; &lt;@U0ADA&gt; @channel");
  expect(slack).toContain("&amp;lt;!here&gt;");
  expect(slack).not.toMatch(/<(?!https:\/\/gitlab\.example)/);
  const { blocks } = toSlack as { blocks: { text: { verbatim?: boolean } }[] };
  expect(blocks.map(({ text }) => text.verbatim)).toEqual(blocks.map(() => true));
  expect(telegram).not.toMatch(/@\w/);
  expect(telegram).not.toMatch(/<(?!\/?b>|\/a>|a href="https:\/\/gitlab\.example)/);
});
