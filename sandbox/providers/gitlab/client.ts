import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { text, type Value } from "../values.ts";

export interface ClientOptions {
  /** The API's address, with a slash at its end. */
  baseUrl: string;
  token: string;
  headers?: Record<string, string>;
}

type Query = Record<string, string>;

const maximumRetries = 5;

/**
 * The REST client. Answers 429 and 5xx are tried again, as GitLab's Go client does, whatever the
 * method.
 */
export class GitLabClient {
  readonly #options: ClientOptions;
  readonly #agent = new Agent({ keepAlive: true });
  #enterprise: Promise<boolean> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  get<Answer>(path: string, query?: Query): Promise<Answer> {
    return this.#request<Answer>("GET", path, undefined, query);
  }

  /** As `get`, but undefined when there is no such thing. */
  async find<Answer>(path: string, query?: Query): Promise<Answer | undefined> {
    try {
      return await this.get<Answer>(path, query);
    } catch (error) {
      if (error instanceof GitLabError && error.status === 404) return undefined;
      throw error;
    }
  }

  post<Answer>(path: string, body: object = {}): Promise<Answer> {
    return this.#request<Answer>("POST", path, body);
  }

  put<Answer>(path: string, body: object, query?: Query): Promise<Answer> {
    return this.#request<Answer>("PUT", path, body, query);
  }

  patch<Answer>(path: string, body: object): Promise<Answer> {
    return this.#request<Answer>("PATCH", path, body);
  }

  /** Deletes; what is gone already is as good. */
  async delete(path: string, query?: Query): Promise<void> {
    try {
      await this.#request("DELETE", path, undefined, query);
    } catch (error) {
      if (!(error instanceof GitLabError && error.status === 404)) throw error;
    }
  }

  /** Whether the instance is the Enterprise Edition; asked once. */
  isEnterprise(): Promise<boolean> {
    this.#enterprise ??= this.get<{ enterprise: boolean }>("metadata").then(
      (metadata) => metadata.enterprise,
    );
    return this.#enterprise;
  }

  async #request<Answer>(
    method: string,
    path: string,
    body?: object,
    query: Query = {},
  ): Promise<Answer> {
    const url = new URL(path, this.#options.baseUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    for (let attempt = 0; ; attempt += 1) {
      const { status, answer } = await this.#once(method, url, body);
      if (status < 300) return (answer === "" ? undefined : JSON.parse(answer)) as Answer;
      const again = status === 429 || (status >= 500 && status !== 501);
      if (!again || attempt === maximumRetries) throw new GitLabError(method, url, status, answer);
      await wait(status === 429 ? 200 * (attempt + 1) : 700 + 200 * Math.random());
    }
  }

  async #once(
    method: string,
    url: URL,
    body?: object,
  ): Promise<{ status: number; answer: string }> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(url, {
        method,
        agent: this.#agent,
        headers: {
          ...this.#options.headers,
          authorization: `Bearer ${this.#options.token}`,
          ...(payload === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
        },
      });
      request.on("response", resolve);
      request.on("error", (error) => reject(new Error(`${method} ${url.href}: ${error.message}`)));
      request.end(payload);
    });
    let answer = "";
    for await (const chunk of response.setEncoding("utf8")) answer += chunk as string;
    return { status: response.statusCode ?? 0, answer };
  }
}

/** An answer that isn't a success, in the words of GitLab's Go client. */
class GitLabError extends Error {
  readonly status: number;

  constructor(method: string, url: URL, status: number, answer: string) {
    const address = `${url.origin}${url.pathname}`;
    // Its ErrNotFound tells neither the address nor what GitLab said.
    super(
      status === 404
        ? "404 Not Found"
        : `${method} ${address}: ${status} ${describe(answer)}`.trimEnd(),
    );
    this.status = status;
  }
}

/** A part of a path: a project's full path or a branch's name stays one segment. */
export function segment(value: Value | undefined): string {
  return encodeURIComponent(text(value)).replaceAll(".", "%2E");
}

/** `{"message":{"key":["is invalid"]}}` → `{message: {key: [is invalid]}}` */
function describe(answer: string): string {
  try {
    return flatten(JSON.parse(answer));
  } catch {
    return answer;
  }
}

function flatten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatten).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => `{${name}: ${flatten(inner)}}`)
      .sort()
      .join(", ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
