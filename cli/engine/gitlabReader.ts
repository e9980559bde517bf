import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { Item } from "../../gitlab/kind.ts";
import { UserError } from "../terminal/exit.ts";

/** How the provider of a stack reaches GitLab. */
export interface GitLabAccess {
  /** The API's address, with its slash. */
  baseUrl: string;
  token?: string;
  /** A file with the certificates of GitLab's own authority. */
  cacertFile?: string;
  /** Takes any certificate. */
  insecure?: boolean;
}

/** What GitLab refuses a token with. */
type Refusal = 401 | 403 | 404;

/**
 * Reads GitLab's REST API; each path once.
 *
 * @throws UserError, from each of its methods, when GitLab can't be asked
 */
export class GitLabReader {
  readonly #access: GitLabAccess;
  readonly #lists = new Map<string, Promise<Item[]>>();

  constructor(access: GitLabAccess) {
    this.#access = access;
  }

  /** Every item of a list; none where there is no such list, since its project is yet to be made. */
  list(path: string): Promise<Item[]> {
    return this.#known(path, () => this.listOrRefusal(path));
  }

  /**
   * A list that the token may not see, or a project's answer: its items, or the status by which GitLab
   * refuses. A 404 may be either, as GitLab tells nobody what they may not know of.
   */
  async listOrRefusal(path: string): Promise<Item[] | Refusal> {
    const all: Item[] = [];
    for (let page = "1"; page !== "";) {
      const separator = path.includes("?") ? "&" : "?";
      const answer = await this.#ask(`${path}${separator}per_page=100&page=${page}`);
      if (typeof answer === "number") return answer;
      all.push(...answer.items);
      page = answer.nextPage;
    }
    return all;
  }

  /** GitLab's project: what it is called, which branch is the default. */
  async project(id: string): Promise<Item | undefined> {
    const path = `projects/${encodeURIComponent(id)}`;
    const [project] = await this.#known(path, async () => {
      const answer = await this.#ask(path);
      return typeof answer === "number" ? answer : answer.items;
    });
    return project;
  }

  #known(path: string, ask: () => Promise<Item[] | Refusal>): Promise<Item[]> {
    const known = this.#lists.get(path) ?? ask().then((answer) => this.#granted(path, answer));
    this.#lists.set(path, known);
    return known;
  }

  #granted(path: string, answer: Item[] | Refusal): Item[] {
    if (answer === 404) return [];
    if (typeof answer !== "number") return answer;
    const url = new URL(path, this.#access.baseUrl);
    throw unanswered(url, `it answered with ${answer}`);
  }

  async #ask(path: string): Promise<{ items: Item[]; nextPage: string } | Refusal> {
    const url = new URL(path, this.#access.baseUrl);
    for (let attempt = 1; ; attempt++) {
      const { status, headers, body } = await this.#once(url);
      if (status === 401 || status === 403 || status === 404) return status;
      if (status === 200) {
        const answer = JSON.parse(body) as Item | Item[];
        return { items: [answer].flat(), nextPage: String(headers["x-next-page"] ?? "") };
      }
      if (attempt === 5 || (status !== 429 && status < 500)) {
        throw unanswered(url, `it answered with ${status}`);
      }
      await sleep(Number(headers["retry-after"] ?? attempt) * 1000);
    }
  }

  async #once(
    url: URL,
  ): Promise<Pick<IncomingMessage, "headers"> & { status: number; body: string }> {
    const { token, cacertFile, insecure } = this.#access;
    const send = url.protocol === "http:" ? httpRequest : httpsRequest;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(url, {
        headers: token ? { authorization: `Bearer ${token}` } : {},
        signal: AbortSignal.timeout(60_000),
        ...(cacertFile ? { ca: readFileSync(cacertFile) } : {}),
        ...(insecure ? { rejectUnauthorized: false } : {}),
      })
        .on("response", resolve)
        .on("error", (error) => reject(unanswered(url, error.message)))
        .end();
    });
    let body = "";
    for await (const chunk of answer.setEncoding("utf8")) body += chunk as string;
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  }
}

function unanswered({ origin, pathname }: URL, why: string): UserError {
  return new UserError(`GitLab can't be asked what is there: ${origin}${pathname}: ${why}.`);
}
