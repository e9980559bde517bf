import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopDaemon } from "../../sandbox/daemon.ts";
import { removeRunners } from "../../sandbox/runnerDaemon.ts";
import { installBuildKit } from "../../toolchain/buildkit.ts";
import type { Environment } from "../support/loop.ts";
import { type Pushed, type Shop, short, testShop } from "../support/loopShop.ts";
import { median, table, time } from "./measure.ts";

/** A figure: what it takes, what it is to take, and what the practice is used to, in seconds. */
interface Figure {
  title: string;
  goal: number;
  practice: string;
  /** Of each round. */
  seconds: number[];
}

/** A job's times, as GitLab shows them. */
interface Times {
  name: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

/** The jobs that run what an app brings along: its tests, and its Dockerfile. */
const ofTheApp = ["unit", "build"];

/**
 * `npm run bench -- loop`: the tests' small app goes round as in test/loop, by real pushes, jobs and
 * servers, with `sandbox/runner`. Its tests say one word and its image is busybox and two scripts; what
 * its jobs take all the same is told apart from the rest.
 *
 * @param atEnd is given what takes the sandbox away again
 */
export async function loop(
  machine: string,
  rounds: number,
  atEnd: (end: () => Promise<void>) => void,
): Promise<void> {
  process.env.SLIPWAY_TEST_MACHINE = machine;
  await installBuildKit(console.error);
  console.error("The platform, three environments, people and runners …");
  const opening = testShop();
  atEnd(async () => {
    const shop = await opening.catch(() => undefined);
    await (shop ? shop.close() : removeHalf(join(machine, "loop")));
  });
  const shop = await opening;
  const figures = {
    staging: figure("push to develop → serving on staging", 15, "5 min"),
    own: figure("… without the app's own tests and build", 15, ""),
    production: figure("production's door opened → serving", 10, ""),
    again: figure("old deploy job run again → serving", 8, "30 s"),
    revert: figure("revert pushed to main → door there", 15, "5 min"),
  };
  let released = await release(shop, await begin(shop), {});
  for (let round = 0; round <= rounds; round++) {
    const develop = await pushed(shop, `Change ${round}`, figures);
    const next = await release(shop, develop, figures);
    await again(shop, { old: released, version: short(released.built) }, figures);
    await revert(shop, released.main, figures);
    released = next;
    console.error(round === 0 ? "That was to warm up." : `Round ${round} of ${rounds} is done.`);
    // The first round warms the caches of all.
    if (round === 0) for (const one of Object.values(figures)) one.seconds.length = 0;
  }
  console.log(`\n${report(Object.values(figures), rounds)}`);
}

/** What is up of a sandbox whose start has failed, or was interrupted. */
async function removeHalf(folder: string): Promise<void> {
  await removeRunners(folder);
  await Promise.all(["gitlab", "gitlab-registry", "sshd"].map((name) => stopDaemon(folder, name)));
}

type Figures = Record<"staging" | "own" | "production" | "again" | "revert", Figure>;

/** What main has released. */
interface Released {
  main: Pushed;
  /** The commit whose version the image says. */
  built: Pushed;
}

function figure(title: string, goal: number, practice: string): Figure {
  return { title, goal, practice, seconds: [] };
}

async function begin(shop: Shop): Promise<Pushed> {
  const first = await shop.run("develop", "Open the shop", () => shop.open());
  await shop.ended(first);
  return first;
}

async function pushed(shop: Shop, message: string, figures: Figures): Promise<Pushed> {
  await shop.checkout.branch("develop", "develop");
  shop.change(message);
  const sha = await shop.checkout.commit(message);
  const began = Date.now();
  const seconds = await time(async () => {
    await shop.checkout.push("develop");
    await serves(shop, "staging", sha.slice(0, 8));
  });
  const pipeline = await shop.pipelineOf("develop", sha);
  await shop.ended(pipeline);
  const jobs = await timesOf(shop, pipeline);
  const own = together(jobs.filter(({ name }) => ofTheApp.includes(name)));
  figures.staging.seconds.push(seconds);
  figures.own.seconds.push(seconds - own);
  tell(figures.staging, began, jobs);
  return pipeline;
}

/** The same files on main, up to production. */
async function release(shop: Shop, built: Pushed, figures: Partial<Figures>): Promise<Released> {
  const main = await shop.run("main", "Release it", () => filesOf(shop, built));
  await shop.openDoor(main, "uat");
  await shop.pipelines.job(main, "production", "manual");
  await shop.ended(main);
  const door = await shop.job(main, "production");
  const began = Date.now();
  const seconds = await time(async () => {
    await shop.pipelines.play(door);
    await serves(shop, "production", short(built));
  });
  await shop.pipelines.job(main, "production:served", "success");
  await shop.ended(main);
  if (figures.production) {
    figures.production.seconds.push(seconds);
    tell(figures.production, began, await timesOf(shop, main));
  }
  return { main, built };
}

async function again(
  shop: Shop,
  { old, version }: { old: Released; version: string },
  figures: Figures,
): Promise<void> {
  const job = await shop.job(old.main, "production");
  const began = Date.now();
  figures.again.seconds.push(
    await time(async () => {
      await shop.retry(job);
      await serves(shop, "production", version);
    }),
  );
  await shop.ended(old.main);
  tell(figures.again, began, await timesOf(shop, old.main));
}

async function revert(shop: Shop, to: Pushed, figures: Figures): Promise<void> {
  await shop.checkout.branch("main", "main");
  await filesOf(shop, to);
  const sha = await shop.checkout.commit("Go back");
  const began = Date.now();
  let pipeline: Pushed | undefined;
  figures.revert.seconds.push(
    await time(async () => {
      await shop.checkout.push("main");
      pipeline = await shop.pipelineOf("main", sha);
      await shop.pipelines.job(pipeline, "uat", "manual");
    }),
  );
  await shop.ended(pipeline!);
  tell(figures.revert, began, await timesOf(shop, pipeline!));
}

async function filesOf(shop: Shop, { sha }: Pushed): Promise<void> {
  await shop.checkout.git("checkout", "--quiet", sha, "--", ".");
}

/** Waits until an environment's app answers with a version. */
async function serves(shop: Shop, environment: Environment, version: string): Promise<void> {
  while ((await shop.version(environment).catch(() => undefined)) !== version) await sleep(50);
}

async function timesOf(shop: Shop, pipeline: Pushed): Promise<Times[]> {
  return (await shop.pipelines.jobs(pipeline)) as unknown as Times[];
}

/** Seconds in which at least one of the jobs ran. */
function together(jobs: Times[]): number {
  let [sum, until] = [0, 0];
  for (const { started_at, finished_at } of jobs.toSorted((a, b) => begun(a) - begun(b))) {
    const [from, to] = [Date.parse(started_at!), Date.parse(finished_at!)];
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum / 1000;
}

function begun({ started_at }: Times): number {
  return Date.parse(started_at ?? "");
}

/** A round's figure, and when each job of it ran. */
function tell({ title, seconds }: Figure, began: number, jobs: Times[]): void {
  const at = (text: string | null) => ((Date.parse(text ?? "") - began) / 1000).toFixed(1);
  const ran = jobs
    .filter((job) => begun(job) > began)
    .toSorted((a, b) => begun(a) - begun(b))
    .map(({ name, started_at, finished_at }) => `${name} ${at(started_at)}–${at(finished_at)}`);
  console.error(`${title}: ${seconds.at(-1)!.toFixed(1)} s (${ran.join(", ")})`);
}

function report(figures: Figure[], rounds: number): string {
  const rows = figures.map(({ title, goal, practice, seconds }) => [
    title,
    `${median(seconds).toFixed(1)} s`,
    `${Math.max(...seconds).toFixed(1)} s`,
    `${goal} s`,
    practice,
  ]);
  const head = ["what", `median of ${rounds}`, "worst", "to reach", "the practice"];
  return table([head, ...rows]);
}
