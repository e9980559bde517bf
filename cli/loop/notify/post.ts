import { isLoopback } from "../../../settings/kinds/webAddress.ts";
import { printable } from "../../terminal/output.ts";
import type { Message } from "./message.ts";
import { slackMessage, telegramMessage } from "./markup.ts";

const patience = 10_000;
const telegramApi = "https://api.telegram.org";

/** A service that is told, and where; the address is a secret of its own. */
interface Post {
  service: "Slack" | "Telegram";
  url: string;
  body: object;
}

/**
 * Tells every service that the job has variables for.
 *
 * @returns one sentence for each that could not be told; no address is in it
 */
export async function postAll(
  message: Message,
  environment: NodeJS.ProcessEnv,
): Promise<{ told: string[]; problems: string[] }> {
  const told: string[] = [];
  const problems: string[] = [];
  const { posts, wrong } = postsOf(message, environment);
  problems.push(...wrong);
  await Promise.all(
    posts.map(async ({ service, url, body }) => {
      const problem = await post(url, body);
      if (problem === undefined) told.push(service);
      else problems.push(`${service} could not be told: ${problem}.`);
    }),
  );
  return { told: told.sort(), problems };
}

function postsOf(
  message: Message,
  environment: NodeJS.ProcessEnv,
): { posts: Post[]; wrong: string[] } {
  const posts: Post[] = [];
  const wrong: string[] = [];
  const {
    SLIPWAY_SLACK_WEBHOOK: webhook,
    SLIPWAY_TELEGRAM_TOKEN: token,
    SLIPWAY_TELEGRAM_CHAT: chat,
  } = environment;
  if (webhook) {
    if (isAddress(webhook))
      posts.push({ service: "Slack", url: webhook, body: slackMessage(message) });
    else wrong.push("SLIPWAY_SLACK_WEBHOOK is no https address.");
  }
  if (token && chat) {
    // A stand-in of a test's takes Telegram's place, on this machine only.
    const given = environment.SLIPWAY_TELEGRAM_API;
    const isOwn = given !== undefined && URL.canParse(given) && isLoopback(new URL(given).host);
    const url = `${isOwn ? given : telegramApi}/bot${token}/sendMessage`;
    if (given && !isOwn)
      wrong.push("SLIPWAY_TELEGRAM_API is no loopback address, and was not used.");
    if (URL.canParse(url))
      posts.push({ service: "Telegram", url, body: telegramMessage(message, chat) });
  } else if (token || chat) {
    wrong.push("SLIPWAY_TELEGRAM_TOKEN and SLIPWAY_TELEGRAM_CHAT go together, and one is not set.");
  }
  return { posts, wrong };
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isLoopback(host));
}

/** @returns why it was not taken */
async function post(url: string, body: object): Promise<string | undefined> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    if (answer.ok) return undefined;
    const said = printable((await answer.text()).slice(0, 200));
    return `it answers ${answer.status}${said ? `: ${said}` : ""}`;
  } catch (error) {
    // What an error says may have the address in it.
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return name === "TimeoutError" ? "it does not answer" : (cause?.code ?? "no connection");
  }
}
