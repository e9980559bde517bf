import { setTimeout as sleep } from "node:timers/promises";
import { isLoopback } from "../../settings/kinds/webAddress.ts";
import type { RegistrySettings } from "../../settings/model.ts";
import { ask, NoAnswer, refusalText, type Question } from "./ask.ts";
import { authorize } from "./authorization.ts";

/** Milliseconds before a registry that has not answered, or has had trouble, is asked again. */
const pauses = [300, 1_200];

/** What went wrong with a registry. */
export class RegistryError extends Error {
  /** The answer's status; undefined where there was none. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** A registry as one account sees it (OCI distribution-spec). */
export class Connection {
  readonly host: string;
  readonly #account: RegistrySettings | undefined;
  readonly #pauses: readonly number[];
  /** By what was asked for: a token is for a repository, and to pull or to push. */
  readonly #authorizations = new Map<string, string>();

  /**
   * @param account sent to its own registry only
   * @param patient whether a registry that is in trouble is asked again
   */
  constructor(host: string, account: RegistrySettings | undefined, { patient = true } = {}) {
    this.host = host;
    this.#account = account?.address === host ? account : undefined;
    this.#pauses = patient ? pauses : [];
  }

  get user(): string | undefined {
    return this.#account?.user;
  }

  get #scheme(): "http" | "https" {
    return this.#account?.insecure || isLoopback(this.host) ? "http" : "https";
  }

  /**
   * Asks for something of a repository.
   *
   * @param path below `/v2/<repository>/`, or an address that the registry has given
   * @throws RegistryError where there is no answer, or one of its own trouble (5xx, 429); every
   * other answer is the caller's to read
   */
  async send(repository: string, path: string, question: Question = {}): Promise<Response> {
    const base = `${this.#scheme}://${this.host}/v2/${repository}/`;
    const url = new URL(path, base);
    const isOwn = url.host === this.host;
    for (let turn = 0; ; turn += 1) {
      const pause = this.#pauses[turn];
      try {
        const answer = isOwn
          ? await this.#authorized(repository, url, question)
          : await ask(url.href, question);
        const troubled = answer.status >= 500 || answer.status === 429;
        if (!troubled) return answer;
        if (pause === undefined) throw await refusal(`${this.host}/${repository}`, answer);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        if (pause === undefined) {
          const tried = turn > 0 ? ` (tried ${turn + 1} times)` : "";
          throw new RegistryError(error.message + tried, undefined, { cause: error });
        }
      }
      await sleep(pause);
    }
  }

  async #authorized(repository: string, url: URL, question: Question): Promise<Response> {
    const pushes = !["GET", "HEAD"].includes(question.method ?? "GET");
    const key = [repository, pushes, url.searchParams.get("from")].join(" ");
    const attempt = () => {
      const authorization = this.#authorizations.get(key);
      const headers = { ...question.headers, ...(authorization && { authorization }) };
      return ask(url.href, { ...question, headers });
    };
    const answer = await attempt();
    if (answer.status !== 401) return answer;
    let authorization: string;
    try {
      authorization = await authorize(answer, this.#account, this.#scheme);
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      throw new RegistryError((error as Error).message, 401, { cause: error });
    }
    this.#authorizations.set(key, authorization);
    return attempt();
  }
}

/** The whole of an answer. @throws RegistryError for one that ends too early, or not in time */
export async function contentOf(what: string, answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw new RegistryError(`${what} came in part: ${(error as Error).message}`, undefined, {
      cause: error,
    });
  }
}

/** What a registry said no with, as an error. */
export async function refusal(what: string, answer: Response): Promise<RegistryError> {
  return new RegistryError(`${what} answers ${await refusalText(answer)}`, answer.status);
}
