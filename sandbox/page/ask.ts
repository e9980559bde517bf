import type { Context, Hono } from "hono";
import { getCookie } from "hono/cookie";

/**
 * The page knows only what GitLab's API answers to the person who looks: what they may not see or do
 * is refused there, in GitLab's words.
 */
export interface Ask {
  /** Whom the page is shown to. */
  username: string;
  get: <Answer>(path: string) => Promise<Answer>;
  /** As `get`, and undefined where there is nothing, or nothing for this person. */
  find: <Answer>(path: string) => Promise<Answer | undefined>;
  text: (path: string) => Promise<string>;
  send: (method: string, path: string, body?: object) => Promise<void>;
}

/** GitLab's no, to be shown. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const cookie = "slipway_as";

/** @param token an administrator's, who may act as anybody (docs.gitlab.com/api/rest/authentication, "Sudo") */
export function asking(app: Hono, token: string): (context: Context) => Ask {
  return (context) => {
    const username = getCookie(context, cookie) ?? "root";
    const { origin } = new URL(context.req.url);
    async function request(method: string, path: string, body?: object): Promise<Response> {
      const answer = await app.request(`${origin}/api/v4/${path}`, {
        method,
        headers: { "private-token": token, sudo: username, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Refused(answer.status, words(await answer.text()));
      return answer;
    }
    const get = async <Answer>(path: string) =>
      (await (await request("GET", path)).json()) as Answer;
    return {
      username,
      get,
      async find<Answer>(path: string) {
        try {
          return await get<Answer>(path);
        } catch (error) {
          if (error instanceof Refused) return undefined;
          throw error;
        }
      },
      text: async (path) => (await request("GET", path)).text(),
      send: async (method, path, body) => void (await request(method, path, body)),
    };
  };
}

/** What an error's body says. */
function words(body: string): string {
  try {
    const { message, error } = JSON.parse(body) as { message?: unknown; error?: unknown };
    const said = message ?? error ?? body;
    return typeof said === "string" ? said : JSON.stringify(said);
  } catch {
    return body;
  }
}
