import { setTimeout as sleep } from "node:timers/promises";

/** GitLab's API as one person asks it. */
export interface Client {
  /** GitLab's address, without the API's path and without a slash at its end. */
  origin: string;
  /** @throws when GitLab refuses, with its words */
  send: <Result>(method: string, path: string, body?: unknown) => Promise<Result>;
  get: <Result>(path: string) => Promise<Result>;
  /** What is no JSON, such as a job's log. */
  text: (path: string) => Promise<string>;
  /** Asks until the answer is what is waited for; GitLab has nothing that tells by itself. */
  until: <Result>(path: string, isThere: (answer: Result) => boolean) => Promise<Result>;
}

/** Between two questions, in milliseconds. */
const interval = 200;

/** @param baseUrl the API's, with a slash at its end */
export function clientOf(baseUrl: string, token: string): Client {
  async function ask(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await fetch(new URL(path, baseUrl), {
      method,
      headers: { "private-token": token, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Refusal(answer.status, `${method} ${path}: ${answer.status} ${text}`);
    return text;
  }
  async function send<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const text = await ask(method, path, body);
    return (text === "" ? undefined : JSON.parse(text)) as Result;
  }
  const get = <Result>(path: string) => send<Result>("GET", path);
  async function until<Result>(path: string, isThere: (answer: Result) => boolean) {
    for (;;) {
      const answer = await get<Result>(path);
      if (isThere(answer)) return answer;
      await sleep(interval);
    }
  }
  return { origin: new URL(baseUrl).origin, send, get, text: (path) => ask("GET", path), until };
}

/** GitLab's no. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
