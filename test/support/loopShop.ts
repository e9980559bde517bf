import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "yaml";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import type { Checkout } from "../../sandbox/loop/checkout.ts";
import type { Who } from "../../sandbox/loop/people.ts";
import type { Job, Pipelines } from "../../sandbox/loop/pipelines.ts";
import { messages } from "../../sandbox/messages/mailbox.ts";
import { startByHand } from "./byHand.ts";
import { docker } from "./docker.ts";
import { type Environment, type Loop, testLoop } from "./loop.ts";
import type { Fault } from "./shop/images.ts";

/** A pipeline of a push. */
export interface Pushed {
  id: number;
  sha: string;
}

/** The version of what it builds. */
export const short = ({ sha }: Pick<Pushed, "sha">) => sha.slice(0, 8);

/** How a pipeline went. */
export interface Ended {
  status: string;
  /** Each job's status, by its name. */
  jobs: Record<string, string>;
}

const project = "projects/acme%2Fshop";
const source = join(import.meta.dirname, "shop/app");

/**
 * The loop with a team that pushes to develop and main without a merge request, so that each scene is
 * one push, and that is told of deploys.
 */
export async function testShop(change: (platform: Document) => void = () => {}): Promise<Shop> {
  const loop = await testLoop((platform) => {
    const branches = ["config", "slipway:apps", "shop", "branches"];
    for (const branch of ["develop", "main"]) {
      platform.setIn([...branches, branch], platform.createNode({ push: "maintainer" }));
    }
    change(platform);
  });
  return new Shop(loop, await loop.clone("mira"));
}

/** The tests' small app as its team has it: what they push, and what comes of it. */
export class Shop {
  readonly loop: Loop;
  readonly checkout: Checkout;
  readonly pipelines: Pipelines;

  constructor(loop: Loop, checkout: Checkout) {
    this.loop = loop;
    this.checkout = checkout;
    this.pipelines = loop.pipelines("mira");
  }

  /** The app's files, tests that pass, and an image that neither tests nor documents go into. */
  open(): void {
    cpSync(source, this.checkout.folder, { recursive: true });
    this.write("tests", "echo tested\n");
    this.write(".dockerignore", "*\n!start\n!answer\n");
  }

  /** Another image than before. */
  change(words: string): void {
    const start = readFileSync(join(this.checkout.folder, "start"), "utf8");
    this.write("start", start.replace("#!/bin/sh\n", `#!/bin/sh\n# ${words}\n`));
  }

  /** An image that does something wrong. */
  break(fault: Fault): void {
    const file = readFileSync(join(this.checkout.folder, "Dockerfile"), "utf8");
    this.write("Dockerfile", file.replace(/^ARG FAULT=.*$/m, `ARG FAULT=${fault}`));
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.checkout.folder, path), text);
  }

  /** Commits what `work` does to a branch, and pushes it. @returns the commit */
  async push(branch: string, message: string, work: () => void | Promise<void>): Promise<string> {
    await this.checkout.branch(branch, branch);
    await work();
    const sha = await this.checkout.commit(message);
    await this.checkout.push(branch);
    return sha;
  }

  /** Commits one file in another clone. @returns the commit */
  async commitIn(checkout: Checkout, message: string, path: string, text: string): Promise<string> {
    writeFileSync(join(checkout.folder, path), text);
    return checkout.commit(message);
  }

  /** The same, with the pipeline that comes of it. */
  async run(branch: string, message: string, work: () => void | Promise<void>): Promise<Pushed> {
    return this.pipelineOf(branch, await this.push(branch, message, work));
  }

  async pipelineOf(ref: string, sha: string): Promise<Pushed> {
    return { id: (await this.pipelines.of(ref, sha)).id, sha };
  }

  /** All of a ref, the newest first. */
  async pipelineIds(ref: string): Promise<number[]> {
    const query = new URLSearchParams({ ref }).toString();
    const found = await this.client().get<{ id: number }[]>(`${project}/pipelines?${query}`);
    return found.map(({ id }) => id);
  }

  /** Has a schedule of a branch run at once. */
  async scheduled(ref: string): Promise<Pushed> {
    const path = `${project}/pipeline_schedules`;
    const asked = { description: "Every night", ref, cron: "0 3 * * *" };
    const { id } = await this.client().send<{ id: number }>("POST", path, asked);
    await this.client().send("POST", `${path}/${id}/play`);
    const [pipeline] = await this.client().until<Pushed[]>(
      `${path}/${id}/pipelines`,
      ({ length }) => length > 0,
    );
    return pipeline!;
  }

  /** Waits until nothing of a pipeline runs, or will by itself. */
  async ended({ id }: Pick<Pushed, "id">): Promise<Ended> {
    const over = ["success", "failed", "canceled", "skipped", "manual"];
    await this.client().until<{ status: string }>(`${project}/pipelines/${id}`, ({ status }) =>
      over.includes(status),
    );
    const going = ["created", "waiting_for_resource", "pending", "running", "canceling"];
    // What waits for a door is `created` for as long as the door is closed.
    const path = `${project}/pipelines/${id}/jobs?per_page=100`;
    const jobs = await this.client().until<Job[]>(path, (all) =>
      all.every(({ status }) => status === "created" || !going.includes(status)),
    );
    const { status } = await this.client().get<{ status: string }>(`${project}/pipelines/${id}`);
    return { status, jobs: Object.fromEntries(jobs.map((job) => [job.name, job.status])) };
  }

  /** Opens a door, and waits until the environment's own record of it is written. */
  async openDoor(pipeline: Pushed, environment: Environment): Promise<void> {
    const door = await this.pipelines.job(pipeline, environment, "manual");
    await this.pipelines.play(door);
    await this.pipelines.job(pipeline, `${environment}:served`, "success");
  }

  async job(pipeline: Pick<Pushed, "id">, name: string): Promise<Job> {
    const found = (await this.pipelines.jobs(pipeline)).findLast((job) => job.name === name);
    if (!found) throw new Error(`Pipeline ${pipeline.id} has no job ${name}.`);
    return found;
  }

  async trace(pipeline: Pick<Pushed, "id">, name: string): Promise<string> {
    return this.traceOf(await this.job(pipeline, name));
  }

  traceOf({ id }: Pick<Job, "id">): Promise<string> {
    return this.client().text(`${project}/jobs/${id}/trace`);
  }

  /** Runs a job once more. @returns the new one */
  retry({ id }: Pick<Job, "id">): Promise<Job> {
    return this.client().send("POST", `${project}/jobs/${id}/retry`);
  }

  /** Ends a job; `force` one whose runner does not answer. */
  async cancel({ id }: Pick<Job, "id">, force = false): Promise<void> {
    await this.client().send("POST", `${project}/jobs/${id}/cancel`, { force });
  }

  /** Waits until the newest job of a name is over. */
  async over(pipeline: Pick<Pushed, "id">, name: string): Promise<Job> {
    const { id } = await this.job(pipeline, name);
    return this.client().until<Job>(`${project}/jobs/${id}`, ({ status }) =>
      ["success", "failed", "canceled"].includes(status),
    );
  }

  /** The image that a pipeline has released, as its file for the deploys names it. */
  async released(pipeline: Pick<Pushed, "id">): Promise<{ image: string; version: string }> {
    const { id } = await this.job(pipeline, "release");
    return this.client().get(`${project}/jobs/${id}/artifacts/.slipway/release.json`);
  }

  /** What the app says that it is. */
  version(environment: Environment): Promise<string> {
    return this.loop.version(environment);
  }

  /** The image of the container that serves. */
  async image(environment: Environment): Promise<string> {
    const ours = ["project", "service"].map((label) => `label=com.docker.compose.${label}`);
    const [ofProject, ofService] = [`${ours[0]}=${environment}-shop`, `${ours[1]}=app`];
    const filters = ["--filter", ofProject, "--filter", ofService];
    const where = this.loop.sandbox.machine.docker;
    const id = (await docker(where, "ps", "--quiet", ...filters)).trim();
    return (await docker(where, "inspect", "--format", "{{.Config.Image}}", id)).trim();
  }

  /** Starts another image than the release's, as root on the environment's server. */
  async startByHand(environment: Environment, image: string): Promise<void> {
    const { machine, folder } = this.loop.sandbox;
    const place = join(folder, "server", "srv", environment, "shop");
    await startByHand(machine.docker, place, `${environment}-shop`, image);
  }

  /** What Slack was sent, and nothing of what came before that. */
  told(): string[] {
    return messages(gitLabFolder(this.loop.sandbox.folder)).map(({ text }) => text);
  }

  client(who: Who = "mira") {
    return this.loop.people[who].client;
  }

  close(): Promise<void> {
    return this.loop.close();
  }
}
