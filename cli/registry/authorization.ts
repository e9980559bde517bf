import type { RegistrySettings } from "../../settings/model.ts";
import { isObject } from "../terminal/isObject.ts";
import { ask, NoAnswer, refusalText } from "./ask.ts";

/**
 * The Authorization that a registry asks for in a 401: an account's own, or a token from the service
 * that it names, as GitLab's does (distribution's docs/spec/auth/token.md). Without an account such a
 * token is anybody's, for public images.
 *
 * @throws Error when it can't be had; NoAnswer when who gives it is in trouble
 */
export async function authorize(
  answer: Response,
  account: RegistrySettings | undefined,
  scheme: "http" | "https",
): Promise<string> {
  const challenge = answer.headers.get("www-authenticate") ?? "";
  const host = new URL(answer.url).host;
  const basic = account && `Basic ${base64(`${account.user}:${account.password}`)}`;
  if (/^basic\b/i.test(challenge)) {
    if (!basic) throw new Error(`${host} asks for an account, and settings give none for it`);
    return basic;
  }
  const { realm, ...parameters } = parametersOf(challenge);
  if (!realm || !URL.canParse(realm)) throw new Error(`${host} answers 401 Unauthorized`);
  const url = new URL(realm);
  if (url.protocol !== "https:" && scheme === "https") {
    throw new Error(`${host} sends to ${url.origin} for a token, which is not encrypted`);
  }
  for (const name of ["service", "scope"]) {
    if (parameters[name]) url.searchParams.set(name, parameters[name]);
  }
  const given = await ask(url, basic ? { headers: { authorization: basic } } : {});
  if (!given.ok) {
    // Its own trouble says nothing about the account.
    const Kind = given.status >= 500 || given.status === 429 ? NoAnswer : Error;
    throw new Kind(`${url.host} gives no token: ${await refusalText(given)}`);
  }
  const content: unknown = await given.json();
  const token = isObject(content) ? (content.token ?? content.access_token) : undefined;
  if (typeof token !== "string") throw new Error(`${url.host} gives no token`);
  return `Bearer ${token}`;
}

/** `Bearer realm="https://…",service="…"` → its parameters. */
function parametersOf(challenge: string): Record<string, string> {
  return Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
