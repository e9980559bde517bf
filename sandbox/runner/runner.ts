import { setTimeout as sleep } from "node:timers/promises";
import { RunnerApi } from "./api.ts";
import { runJob } from "./build.ts";
import type { RunnerSettings } from "./phases.ts";
import { removeServices } from "./services.ts";
import type { Slot } from "./slot.ts";
import { tidy } from "./tidy.ts";

export interface Runner extends RunnerSettings {
  /** GitLab's. */
  url: string;
}

/**
 * Asks GitLab for jobs as long as a slot is free, and runs each in one.
 *
 * @param checkInterval seconds between two questions that brought none
 * @param stop ends what runs, and then this
 * @param say is told what a person who looks for a mistake has to know
 */
export async function serve(
  ...[runner, slots, checkInterval, stop, say]: [
    Runner,
    Slot[],
    number,
    AbortSignal,
    (line: string) => void,
  ]
): Promise<void> {
  const api = new RunnerApi(runner.url, runner.token);
  // A runner that was killed left its jobs running: they are nobody's.
  await Promise.all(slots.map(tidy));
  if (runner.docker) {
    await removeServices(runner.docker, runner).catch((error: Error) =>
      say(`Jobs with services will fail: ${error.message}`),
    );
  }
  const free = [...slots];
  const busy = new Set<Promise<void>>();
  let silent = false;
  while (!stop.aborted) {
    const slot = free[0];
    if (slot === undefined) {
      await Promise.race(busy);
      continue;
    }
    let job;
    try {
      job = await api.requestJob();
      if (silent) say("GitLab answers again.");
      silent = false;
    } catch (error) {
      if (!silent) say(`No jobs from ${runner.url}: ${(error as Error).message}`);
      silent = true;
    }
    if (job === undefined) {
      const pause = sleep(checkInterval * 1000, undefined, { signal: stop }).catch(() => {});
      // Where a job has ended, the next of its pipeline may begin.
      await Promise.race([pause, ...busy]);
      continue;
    }
    free.shift();
    say(`Job ${job.id} of ${job.job_info.project_name} begins: ${job.job_info.name}`);
    const id = job.id;
    const run = runJob(api, job, slot, runner, stop)
      .catch((error: Error) => say(`Job ${id} could not be ended properly: ${error.message}`))
      .then(() => {
        say(`Job ${id} has ended.`);
        free.push(slot);
        busy.delete(run);
      });
    busy.add(run);
  }
  await Promise.all(busy);
}
