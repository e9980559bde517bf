import type { Context, Hono } from "hono";
import { type Values, input, isGiven } from "../gitlab/input.ts";
import { keep, messages } from "./mailbox.ts";
import { parseHtml } from "./telegramHtml.ts";

/** The longest text after its markup is taken out (core.telegram.org/bots/api#sendmessage). */
const longest = 4096;

/**
 * Telegram's Bot API as far as `sendMessage`, below `/telegram`, with its answers.
 * https://core.telegram.org/bots/api#making-requests
 */
export function telegram(app: Hono, folder: string): void {
  app.post("/telegram/:bot/sendMessage", async (context) => {
    if (!/^bot\d+:[\w-]{35}$/.test(context.req.param("bot"))) {
      return refuse(context, 401, "Unauthorized");
    }
    const asked = await input(context);
    const to = isGiven(asked["chat_id"]) ? String(asked["chat_id"]) : "";
    if (to === "") return refuse(context, 400, "Bad Request: chat_id is empty");
    if (!/^(-?\d+|@\w+)$/.test(to)) return refuse(context, 400, "Bad Request: chat not found");
    const { text, problem } = plainText(asked);
    if (problem) return refuse(context, 400, `Bad Request: ${problem}`);
    const time = new Date();
    const said = String(asked["text"]);
    keep(folder, { time: time.toISOString(), service: "telegram", to, text: said });
    const message_id = messages(folder).length;
    const date = Math.floor(time.getTime() / 1000);
    return context.json({ ok: true, result: { message_id, date, chat: { id: to }, text } });
  });
}

/** What is shown of a text, once its markup is read. */
function plainText({ text, parse_mode: mode }: Values): { text?: string; problem?: string } {
  const said = typeof text === "string" ? text : "";
  if (isGiven(mode) && String(mode).toLowerCase() !== "html") {
    return { problem: "unsupported parse_mode" };
  }
  const read = isGiven(mode) ? parseHtml(said) : { text: said };
  if (read.text === undefined) return read;
  if (read.text.trim() === "") return { problem: "message text is empty" };
  return read.text.length > longest ? { problem: "message is too long" } : read;
}

function refuse(context: Context, status: 400 | 401, description: string): Response {
  return context.json({ ok: false, error_code: status, description }, status);
}
