import type { Client } from "./client.ts";

interface Pipeline {
  id: number;
  status: string;
  sha: string;
  ref: string;
  web_url: string;
}

export interface Job {
  id: number;
  name: string;
  status: string;
  web_url: string;
}

/** Statuses that a job or a pipeline leaves only when somebody acts. */
const ended = ["success", "failed", "canceled", "skipped"];

/** A project's pipelines, as somebody who works on it waits for them. */
export class Pipelines {
  readonly #client: Client;
  readonly #project: string;

  /** @param project its full path */
  constructor(client: Client, project: string) {
    this.#client = client;
    this.#project = `projects/${encodeURIComponent(project)}`;
  }

  /** The newest pipeline of a commit on a ref, once there is one. */
  async of(ref: string, sha: string): Promise<Pipeline> {
    const query = new URLSearchParams({ ref, sha, per_page: "1" });
    const path = `${this.#project}/pipelines?${query.toString()}`;
    const [pipeline] = await this.#client.until<Pipeline[]>(path, ({ length }) => length > 0);
    return pipeline!;
  }

  /** Waits until a pipeline is at its end. @throws with the jobs that failed */
  async passed({ id }: Pick<Pipeline, "id">): Promise<void> {
    const { status, web_url } = await this.#client.until<Pipeline>(
      `${this.#project}/pipelines/${id}`,
      (pipeline) => ended.includes(pipeline.status),
    );
    if (status !== "success") throw new Error(`${web_url}: ${status}\n${await this.#failures(id)}`);
  }

  /** Waits until a job of a pipeline is as wanted. @throws when it ends otherwise */
  async job(pipeline: Pick<Pipeline, "id">, name: string, wanted: string): Promise<Job> {
    const path = `${this.#project}/pipelines/${pipeline.id}/jobs?per_page=100`;
    const find = (jobs: Job[]) => jobs.find((job) => job.name === name);
    const failed = (jobs: Job[]) => jobs.some(({ status }) => status === "failed");
    const jobs = await this.#client.until<Job[]>(path, (all) => {
      const status = find(all)?.status;
      return status === wanted || failed(all) || (status !== undefined && ended.includes(status));
    });
    const job = find(jobs);
    if (job?.status === wanted) return job;
    const said = job ? `${job.name} is ${job.status}` : `it has no job ${name}`;
    throw new Error(`Pipeline ${pipeline.id}: ${said}\n${await this.#failures(pipeline.id)}`);
  }

  /** Its jobs, in the order of their numbers. */
  async jobs({ id }: Pick<Pipeline, "id">): Promise<Job[]> {
    const jobs = await this.#client.get<Job[]>(
      `${this.#project}/pipelines/${id}/jobs?per_page=100`,
    );
    return jobs.toSorted((left, right) => left.id - right.id);
  }

  /** Opens a door. */
  async play(job: Pick<Job, "id">): Promise<void> {
    await this.#client.send("POST", `${this.#project}/jobs/${job.id}/play`);
  }

  /** Ends what of it has not ended yet. */
  async cancel({ id }: Pick<Pipeline, "id">): Promise<void> {
    await this.#client.send("POST", `${this.#project}/pipelines/${id}/cancel`);
  }

  /** What each job that failed said last. */
  async #failures(id: number): Promise<string> {
    const failed = (await this.jobs({ id })).filter(({ status }) => status === "failed");
    const said = await Promise.all(
      failed.map(async (job) => {
        const trace = await this.#client.text(`${this.#project}/jobs/${job.id}/trace`);
        const end = trace.trimEnd().split("\n").slice(-15).join("\n");
        return `${job.name} failed: ${job.web_url}\n${end}`;
      }),
    );
    return said.join("\n\n");
  }
}
