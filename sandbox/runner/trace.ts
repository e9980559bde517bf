import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { RunnerApi, Standing, Update } from "./api.ts";
import type { FailureReason, Job } from "./job.ts";
import { Masking } from "./masking.ts";

/** gitlab-runner's `output_limit`, in bytes; what is over it is not kept. */
const limit = 4 * 1024 * 1024;
const limitReached =
  `\n\x1b[33;1mJob's log exceeded limit of ${limit} bytes.\n` +
  "Job execution will continue but no more output will be collected.\x1b[0;m\n";
const patchSize = 1024 * 1024;

/** How often GitLab hears of a running job, in seconds. */
export interface Pace {
  /** Of its output, until GitLab has said another. */
  update: number;
  /** Without output: that it runs. In the answer GitLab says whether somebody canceled it. */
  silence: number;
}

/** gitlab-runner's own (common/consts.go). */
const defaultPace: Pace = { update: 3, silence: 30 };
const finalAttempts = 10;

/** What GitLab may say of a running job. */
export interface TraceEvents {
  /** End the script; after_script and what follows still runs. */
  cancel: () => void;
  /** End all of it. */
  abort: () => void;
}

/**
 * A job's output on its way to GitLab: masked, then sent piece by piece, and at the end held against
 * GitLab's own copy by its length and checksum (gitlab-runner, network/trace.go).
 */
export class JobTrace {
  readonly #api: RunnerApi;
  readonly #job: Job;
  readonly #events: TraceEvents;
  readonly #masking: Masking;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #bytes = Buffer.alloc(limit + limitReached.length);
  #length = 0;
  #sent = 0;
  #heard = Date.now();
  readonly #pace: Pace;
  #interval: number;
  #gone = false;
  readonly #finished = new AbortController();
  readonly #watch: Promise<void>;

  constructor(api: RunnerApi, job: Job, events: TraceEvents, pace = defaultPace) {
    this.#pace = pace;
    this.#interval = pace.update;
    this.#api = api;
    this.#job = job;
    this.#events = events;
    const masked = job.variables.filter((variable) => variable.masked).map(({ value }) => value);
    this.#masking = new Masking(masked, job.features?.token_mask_prefixes ?? []);
    this.#watch = this.#follow();
  }

  write(output: string | Uint8Array): void {
    this.#append(this.#masking.push(Buffer.from(output as string)));
  }

  /** At the end of a script, after which nothing can complete what was kept back. */
  flush(): void {
    this.#append(this.#masking.flush());
  }

  /** Sends the rest and how the job ended, as often as it takes. */
  async finish(state: "success" | "failed", reason?: FailureReason, exitCode?: number) {
    this.flush();
    this.#keep(this.#decoder.decode());
    this.#finished.abort();
    await this.#watch;
    this.#interval = this.#pace.update;
    for (let attempt = 1; attempt <= finalAttempts; attempt++) {
      if (await this.#conclude({ state, failure_reason: reason, exit_code: exitCode })) return;
      await sleep(1000 * Math.min(60, 2 ** (attempt - 1)));
    }
  }

  #append(masked: Uint8Array): void {
    // What is no UTF-8 becomes U+FFFD.
    this.#keep(this.#decoder.decode(masked, { stream: true }));
  }

  #keep(output: string): void {
    if (this.#length >= limit) return;
    const text = Buffer.from(output);
    const room = limit - this.#length;
    this.#length += text.copy(this.#bytes, this.#length, 0, room);
    if (text.length >= room) {
      this.#length += this.#bytes.write(limitReached, this.#length);
    }
  }

  /** While the job runs. */
  async #follow(): Promise<void> {
    const signal = this.#finished.signal;
    while (!signal.aborted && !this.#gone) {
      await sleep(this.#interval * 1000, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await this.#patch();
      if (!this.#gone && Date.now() - this.#heard > this.#pace.silence * 1000) {
        this.#note(await this.#api.updateJob(this.#job, this.#update({ state: "running" })));
      }
    }
  }

  async #patch(): Promise<Standing | undefined> {
    const content = this.#bytes.subarray(
      this.#sent,
      Math.min(this.#length, this.#sent + patchSize),
    );
    if (content.length === 0) return undefined;
    const answer = await this.#api.patchTrace(this.#job, content, this.#sent);
    if (answer.status === 202) this.#sent += content.length;
    // GitLab has another length: it goes on from there.
    if (answer.status === 416) this.#sent = Number(answer.headers.get("range")?.split("-")[1] ?? 0);
    this.#note(answer);
    return answer;
  }

  /** @returns whether there is nothing more to say. */
  async #conclude(end: Omit<Update, "output">): Promise<boolean> {
    for (;;) {
      while (this.#sent !== this.#length && !this.#gone) {
        const status = (await this.#patch())?.status;
        if (status === 416) await sleep(this.#interval * 1000);
        else if (status !== 202 && !this.#gone) return false;
      }
      const answer = await this.#api.updateJob(this.#job, this.#update(end));
      if (answer.interval) this.#interval = answer.interval;
      if (answer.gone || answer.status === 200) return true;
      // The trace is not what GitLab has: it gets all of it again.
      if (answer.status === 412) this.#sent = 0;
      // 202: GitLab has not put it together yet.
      else if (answer.status !== 202) return false;
      await sleep(this.#interval * 1000);
    }
  }

  #update(update: Omit<Update, "output">): Update {
    const checksum = crc32(this.#bytes.subarray(0, this.#length)).toString(16).padStart(8, "0");
    return { ...update, output: { checksum: `crc32:${checksum}`, bytesize: this.#length } };
  }

  #note(answer: Standing): void {
    if (answer.interval) this.#interval = answer.interval;
    if (answer.status === 200 || answer.status === 202) this.#heard = Date.now();
    if (answer.gone && !this.#gone) {
      this.#gone = true;
      this.#events.abort();
    } else if (answer.canceling) this.#events.cancel();
  }
}
