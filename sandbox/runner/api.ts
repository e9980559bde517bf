import { setTimeout as sleep } from "node:timers/promises";
import type { FailureReason, Job } from "./job.ts";

/** The version of gitlab-runner whose ways this runner follows, and as which it presents itself. */
export const version = "19.4.0";

/** What GitLab has to know of a runner to hand it jobs (gitlab-runner, shells/abstract.go). */
const features = {
  ...{ variables: true, shared: true, services: true, service_variables: true },
  ...{ artifacts: true, upload_multiple_artifacts: true, upload_raw_artifacts: true },
  ...{ artifacts_exclude: true, cache: true, fallback_cache_keys: true, refspecs: true },
  ...{ masking: true, raw_variables: true, multi_build_steps: true, return_exit_code: true },
  ...{ trace_reset: true, trace_checksum: true, trace_size: true },
  ...{ cancelable: true, cancel_gracefully: true },
};

const info = {
  name: "gitlab-runner",
  version,
  revision: "sandbox",
  platform: "linux",
  architecture: process.arch === "x64" ? "amd64" : process.arch,
  executor: "shell",
  shell: "bash",
  features,
};

/** What GitLab says of a job beside its answer. */
export interface Standing {
  /** The answer's; 0 where there was none. */
  status: number;
  /** Nobody waits for the job any more: it ends at once. */
  gone: boolean;
  /** The job's script ends, and what follows on a script runs. */
  canceling: boolean;
  /** In seconds: how often GitLab wants to hear of the job. */
  interval: number | undefined;
  headers: Headers;
}

export interface Update {
  state: "running" | "success" | "failed";
  failure_reason?: FailureReason;
  exit_code?: number;
  output: { checksum: string; bytesize: number };
}

/** Statuses after which a request is sent again (gitlab-runner, network/retry_requester.go). */
const passing = [408, 429, 500, 502, 503, 504];
const attempts = 5;

/** GitLab's Runner API (https://docs.gitlab.com/api/runners/ names the rest), as a runner asks it. */
export class RunnerApi {
  readonly #base: URL;
  readonly #token: string;
  #lastUpdate = "";

  /** @param url GitLab's: `https://gitlab.example.com/` */
  constructor(url: string, token: string) {
    this.#base = new URL("api/v4/", url.endsWith("/") ? url : `${url}/`);
    this.#token = token;
  }

  /**
   * Asks for a job.
   *
   * @returns undefined where there is none to do.
   * @throws where GitLab doesn't answer, or refuses the token.
   */
  async requestJob(): Promise<Job | undefined> {
    const answer = await this.#ask({
      ...{ method: "POST", path: "jobs/request", headers: { "RUNNER-TOKEN": this.#token } },
      json: { info, token: this.#token, last_update: this.#lastUpdate },
    });
    this.#lastUpdate = answer.headers.get("x-gitlab-last-update") ?? "";
    if (answer.status === 201) return (await answer.json()) as Job;
    await answer.body?.cancel();
    if (answer.status === 204) return undefined;
    const meaning = answer.status === 403 ? "it does not know the runner's token" : "no job";
    throw new Error(`GitLab answered ${answer.status} to the request for a job: ${meaning}.`);
  }

  /** Appends to a job's trace what begins at this offset. */
  async patchTrace(job: Job, content: Buffer<ArrayBuffer>, offset: number): Promise<Standing> {
    return this.#standing({
      ...{ method: "PATCH", path: `jobs/${job.id}/trace?debug_trace=false`, body: content },
      headers: {
        "JOB-TOKEN": job.token,
        "content-type": "text/plain",
        "content-range": `${offset}-${offset + content.length - 1}`,
      },
    });
  }

  async updateJob(job: Job, update: Update): Promise<Standing> {
    return this.#standing({
      ...{ method: "PUT", path: `jobs/${job.id}`, headers: { "JOB-TOKEN": job.token } },
      json: { info, token: job.token, ...update, checksum: update.output.checksum },
    });
  }

  /** @throws where GitLab doesn't answer. */
  async uploadArtifacts(
    job: Job,
    file: Blob,
    name: string,
    parameters: Record<string, string>,
  ): Promise<Response> {
    const body = new FormData();
    body.set("file", file, name);
    const path = `jobs/${job.id}/artifacts?${new URLSearchParams(parameters).toString()}`;
    return this.#ask({ method: "POST", path, headers: { "JOB-TOKEN": job.token }, body });
  }

  /**
   * @param token of the job whose artifacts they are
   * @throws where GitLab doesn't answer.
   */
  async downloadArtifacts(id: number, token: string): Promise<Response> {
    const path = `jobs/${id}/artifacts`;
    return this.#ask({ method: "GET", path, headers: { "JOB-TOKEN": token } });
  }

  async #standing(request: ApiRequest): Promise<Standing> {
    let answer: Response;
    try {
      answer = await this.#ask(request);
      await answer.body?.cancel();
    } catch {
      // Away for now: what was to be said is said again later.
      const nothing = { status: 0, gone: false, canceling: false, interval: undefined };
      return { ...nothing, headers: new Headers() };
    }
    const state = answer.headers.get("job-status");
    const interval = Number(answer.headers.get("x-gitlab-trace-update-interval"));
    return {
      status: answer.status,
      gone: state === "canceled" || state === "failed" || [403, 404].includes(answer.status),
      canceling: state === "canceling",
      interval: interval > 0 ? interval : undefined,
      headers: answer.headers,
    };
  }

  async #ask(request: ApiRequest, attempt = 1): Promise<Response> {
    const { method, path, headers, json, body } = request;
    const answer = await fetch(new URL(path, this.#base), {
      method,
      headers: json ? { ...headers, "content-type": "application/json" } : headers,
      body: json ? JSON.stringify(json) : (body ?? null),
    });
    if (!passing.includes(answer.status) || attempt === attempts) return answer;
    await answer.body?.cancel();
    await sleep(100 * 2 ** (attempt - 1) * (0.5 + Math.random()));
    return this.#ask(request, attempt + 1);
  }
}

interface ApiRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  json?: object;
  body?: FormData | Buffer<ArrayBuffer>;
}
