import type { Hono } from "hono";
import { isObject } from "../gitlab/input.ts";
import { keep } from "./mailbox.ts";

/** The longest text that Slack shows whole (docs.slack.dev, "Truncating messages"). */
const longest = 40_000;

/** The blocks that a message may have at most (docs.slack.dev, "Block Kit"). */
const mostBlocks = 50;

/** The longest text of a block's text object (docs.slack.dev, "Text object"). */
const longestBlock = 3000;

/**
 * Slack's incoming webhooks, `POST /slack/services/T…/B…/…`, with its answers, which are plain words.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 */
export function slack(app: Hono, folder: string): void {
  app.post("/slack/services/:team/:bot/:secret", async (context) => {
    const { team, bot, secret } = context.req.param();
    if (!/^T[A-Z0-9]+$/.test(team)) return context.text("no_team", 404);
    if (!/^B[A-Z0-9]+$/.test(bot)) return context.text("no_service", 404);
    if (!/^[A-Za-z0-9]{24}$/.test(secret)) return context.text("invalid_token", 403);
    const message = payload(await context.req.text());
    if (!message) return context.text("invalid_payload", 400);
    const problem = problemOf(message);
    if (problem) return context.text(problem, 400);
    const said = typeof message["text"] === "string" ? message["text"] : "";
    const blocks = blockTexts(message["blocks"]).join("\n");
    const text = blocks === "" ? { text: said } : { text: blocks, notification: said };
    keep(folder, { time: new Date().toISOString(), service: "slack", to: bot, ...text });
    return context.text("ok");
  });
}

function payload(body: string): Record<string, unknown> | undefined {
  try {
    // A form's field holds the same JSON.
    const parsed: unknown = JSON.parse(new URLSearchParams(body).get("payload") ?? body);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function problemOf({ text, blocks }: Record<string, unknown>): string | undefined {
  if (text !== undefined && typeof text !== "string") return "invalid_payload";
  if (blocks !== undefined && (!Array.isArray(blocks) || blocks.length > mostBlocks)) {
    return "invalid_blocks";
  }
  if (blockTexts(blocks).some(({ length }) => length === 0 || length > longestBlock)) {
    return "invalid_blocks";
  }
  if (!text && !blocks) return "no_text";
  return (text ?? "").length > longest ? "msg_too_long" : undefined;
}

/** What the sections of a message say. */
function blockTexts(blocks: unknown): string[] {
  const list = Array.isArray(blocks) ? (blocks as unknown[]) : [];
  return list.flatMap((block) => {
    const text = isObject(block) && isObject(block["text"]) ? block["text"]["text"] : undefined;
    return typeof text === "string" ? [text] : [];
  });
}
