import { setTimeout as sleep } from "node:timers/promises";
import { ask, gitlabWords, NoAnswer } from "../registry/ask.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { isObject } from "../terminal/isObject.ts";
import type { Note, Notes } from "./keepNote.ts";
import type { ReviewJob } from "./reviewJob.ts";

const token =
  "SLIPWAY_REVIEW_TOKEN has to be valid, have the scope `api`, and be that of a Reporter of the merge request's project";

interface Answer {
  status: number;
  body: unknown;
  nextPage: string;
}

/**
 * A merge request on GitLab, and its notes.
 *
 * @throws UserError, from each of its methods, in GitLab's words; the token is in none of them
 */
export class MergeRequest implements Notes {
  readonly #job: ReviewJob;
  readonly #path: string;

  constructor(job: ReviewJob) {
    this.#job = job;
    this.#path = `projects/${job.project}/merge_requests/${job.iid}`;
  }

  async targetBranch(): Promise<string> {
    const { body } = await this.#send("GET", this.#path);
    if (isObject(body) && typeof body.target_branch === "string") return body.target_branch;
    throw notGitLab();
  }

  /** By the token: whose notes are ours. */
  async me(): Promise<number> {
    const { body } = await this.#send("GET", "user");
    if (isObject(body) && typeof body.id === "number") return body.id;
    throw notGitLab();
  }

  /** Oldest first, so that one which comes while they are read moves none to another page. */
  async all(): Promise<Note[]> {
    const notes: Note[] = [];
    for (let page = "1"; page !== "";) {
      const query = `order_by=created_at&sort=asc&per_page=100&page=${page}`;
      const { body, nextPage } = await this.#send("GET", `${this.#path}/notes?${query}`);
      notes.push(...(Array.isArray(body) ? body : []).filter(isObject).map(noteFrom));
      page = nextPage;
    }
    return notes;
  }

  async post(body: string): Promise<void> {
    await this.#send("POST", `${this.#path}/notes`, { body });
  }

  async edit(id: number, body: string): Promise<boolean> {
    return (
      (await this.#send("PUT", `${this.#path}/notes/${id}`, { body }, [403, 404])).status < 400
    );
  }

  async remove(id: number): Promise<void> {
    await this.#send("DELETE", `${this.#path}/notes/${id}`, undefined, [403, 404]);
  }

  /** @param taken refusals that are answers, too */
  async #send(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    content?: object,
    taken: number[] = [],
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#once(method, path, content);
      const { status } = answer;
      const text = await answer.text();
      if (answer.ok || taken.includes(status)) {
        const nextPage = answer.headers.get("x-next-page") ?? "";
        return { status, body: answer.ok ? parsed(text) : undefined, nextPage };
      }
      const isTrouble = status === 429 || status >= 500;
      if (isTrouble && attempt < 5) {
        await sleep(seconds(answer.headers.get("retry-after"), attempt) * 1000);
        continue;
      }
      const what = `${method} ${path.split("?")[0]} is answered with ${status}${gitlabWords(text)}`;
      const isDenied = [401, 403, 404].includes(status);
      const advice = isDenied ? `. ${token}` : isTrouble ? ". Run the job again" : "";
      throw failed(`${what}${advice}`, isTrouble ? exit.unreachable : exit.problem);
    }
  }

  async #once(method: "GET" | "POST" | "PUT" | "DELETE", path: string, content?: object) {
    try {
      return await ask(`${this.#job.api}/${path}`, {
        method,
        // Nobody else is given the token.
        redirect: "error",
        headers: {
          "private-token": this.#job.token,
          ...(content ? { "content-type": "application/json" } : {}),
        },
        ...(content ? { body: new Uint8Array(Buffer.from(JSON.stringify(content))) } : {}),
      });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw failed(error.message, exit.unreachable);
    }
  }
}

function failed(why: string, code: number): UserError {
  return new UserError(`The merge request's note can't be kept: ${why}.`, code);
}

function notGitLab(): UserError {
  return failed("what answers is not GitLab's API", exit.unreachable);
}

function noteFrom({ id, body, system, author }: Record<string, unknown>): Note {
  return {
    id: Number(id),
    body: String(body),
    author: isObject(author) && system === false ? Number(author.id) : undefined,
  };
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw notGitLab();
  }
}

/** How long GitLab asks to wait, as far as a job does. */
function seconds(header: string | null, attempt: number): number {
  const asked = Number(header ?? NaN);
  return Number.isNaN(asked) ? attempt : Math.min(asked, 60);
}
