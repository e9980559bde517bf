import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { application } from "../../../sandbox/gitlab/application.ts";
import { messages } from "../../../sandbox/messages/mailbox.ts";
import { slack } from "../../../sandbox/messages/slack.ts";
import { telegram } from "../../../sandbox/messages/telegram.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-messages-"));
afterEach(() => rmSync(join(folder, "messages.jsonl"), { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const app = new Hono();
slack(app, folder);
telegram(app, folder);

async function post(path: string, body: unknown): Promise<[number, string]> {
  const answer = await app.request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return [answer.status, await answer.text()];
}

describe("Slack's webhook", () => {
  const secret = "a1b2c3d4e5f6a1b2c3d4e5f6";
  const webhook = `/slack/services/T0ACME/B0DEPLOYS/${secret}`;

  it("takes a message, and keeps it without its secret", async () => {
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "*shop* 2.0.0" } }];
    expect(await post(webhook, { text: "deployed", blocks })).toEqual([200, "ok"]);
    expect(messages(folder)).toMatchObject([
      { service: "slack", to: "B0DEPLOYS", text: "*shop* 2.0.0", notification: "deployed" },
    ]);
    expect(readFileSync(join(folder, "messages.jsonl"), "utf8")).not.toContain(secret);
  });

  it("takes the JSON in a form's field too", async () => {
    const form = new URLSearchParams({ payload: JSON.stringify({ text: "a & b" }) });
    expect(await post(webhook, form.toString())).toEqual([200, "ok"]);
    expect(messages(folder)).toMatchObject([{ text: "a & b" }]);
  });

  it.each([
    ["what is no JSON", webhook, "{", 400, "invalid_payload"],
    ["a list", webhook, [], 400, "invalid_payload"],
    ["a text that is a number", webhook, { text: 1 }, 400, "invalid_payload"],
    ["no text", webhook, {}, 400, "no_text"],
    ["an empty text", webhook, { text: "" }, 400, "no_text"],
    ["too long a text", webhook, { text: "x".repeat(40_001) }, 400, "msg_too_long"],
    ["51 blocks", webhook, { blocks: Array(51).fill({}) }, 400, "invalid_blocks"],
    ["another's team", webhook.replace("T0", "X0"), { text: "x" }, 404, "no_team"],
    ["another's bot", webhook.replace("B0", "X0"), { text: "x" }, 404, "no_service"],
    ["a wrong secret", webhook.slice(0, -1), { text: "x" }, 403, "invalid_token"],
  ])("refuses %s", async (_, path, body, status, said) => {
    expect(await post(path, body)).toEqual([status, said]);
    expect(messages(folder)).toEqual([]);
  });
});

describe("Telegram's sendMessage", () => {
  const bot = `/telegram/bot123456:${"a".repeat(35)}/sendMessage`;

  it("takes a message, and answers with what is shown of it", async () => {
    const text = '<b>shop</b> &lt;2.0.0&gt; &#38; <a href="http://x.example/">more</a>';
    const [status, answer] = await post(bot, { chat_id: -100, text, parse_mode: "HTML" });
    expect(status).toBe(200);
    expect(JSON.parse(answer)).toMatchObject({
      ok: true,
      result: { message_id: 1, chat: { id: "-100" }, text: "shop <2.0.0> & more" },
    });
    expect(messages(folder)).toMatchObject([{ service: "telegram", to: "-100", text }]);
  });

  it("takes a text without markup as it is", async () => {
    const [, answer] = await post(bot, { chat_id: "@deploys", text: "<b>a & b" });
    expect(JSON.parse(answer)).toMatchObject({ result: { text: "<b>a & b" } });
  });

  const html = (text: string) => ({ chat_id: 1, text, parse_mode: "HTML" });
  it.each([
    ["another's token", bot.slice(0, 20), html("x"), 404, undefined],
    ["a token that is none", bot.replace("bot1", "botX"), html("x"), 401, "Unauthorized"],
    ["no chat", bot, { text: "x" }, 400, "Bad Request: chat_id is empty"],
    ["a chat that is none", bot, { chat_id: "x", text: "x" }, 400, "Bad Request: chat not found"],
    ["no text", bot, { chat_id: 1 }, 400, "Bad Request: message text is empty"],
    ["nothing but markup", bot, html("<b> </b>"), 400, "Bad Request: message text is empty"],
    ["too long a text", bot, html("x".repeat(4097)), 400, "Bad Request: message is too long"],
    [
      "a tag that it does not know",
      bot,
      html("é<develop>"),
      400,
      `Bad Request: can't parse entities: Unsupported start tag "develop" at byte offset 2`,
    ],
    [
      "a tag that is not closed",
      bot,
      html("<b>x"),
      400,
      `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
    ],
    [
      "a tag that closes another",
      bot,
      html("<b>x</i>"),
      400,
      `Bad Request: can't parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
    ],
    [
      "an end alone",
      bot,
      html("x</b>"),
      400,
      "Bad Request: can't parse entities: Unexpected end tag at byte offset 1",
    ],
    [
      "a < that is no tag",
      bot,
      html("1 < 2"),
      400,
      `Bad Request: can't parse entities: Unsupported start tag "" at byte offset 2`,
    ],
    [
      "a tag's beginning at the end",
      bot,
      html("1 <b"),
      400,
      "Bad Request: can't parse entities: Unclosed start tag at byte offset 2",
    ],
  ])("refuses %s", async (_, path, body, status, description) => {
    const [answered, text] = await post(path, body);
    expect(answered).toBe(status);
    if (description === undefined) return;
    expect(JSON.parse(text)).toEqual({ ok: false, error_code: status, description });
    expect(messages(folder)).toEqual([]);
  });
});

it("are received where GitLab's stand-in answers, and their addresses are in no record", async () => {
  const place = mkdtempSync(join(tmpdir(), "slipway-messages-"));
  try {
    const sandbox = application(place, "token", "ce");
    const secret = "a1b2c3d4e5f6a1b2c3d4e5f6";
    const path = `/slack/services/T0ACME/B0DEPLOYS/${secret}`;
    const answer = await sandbox.request(path, { method: "POST", body: '{"text":"deployed"}' });
    expect(answer.status).toBe(200);
    await sandbox.request("/api/v4/metadata");
    expect(messages(place)).toHaveLength(1);
    expect(readFileSync(join(place, "requests.jsonl"), "utf8")).not.toContain(secret);
  } finally {
    rmSync(place, { recursive: true });
  }
});
