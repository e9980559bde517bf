import type { Store } from "../store.ts";
import { drop, moveOn } from "./lifecycle.ts";
import type { Job } from "./model.ts";
import { runDue } from "./schedules/schedules.ts";
import { ciOf, pipelineOf } from "./state.ts";

const hour = 3_600_000;

/**
 * What GitLab's clock does, here with every request of a runner: schedules start what is due, jobs
 * whose time is over fail, and so do those that no runner ever took.
 * Until then a runner that died holds its job, and that job its resource group.
 *
 * @returns whether anything changed
 */
export function sweep(store: Store, now = Date.now()): boolean {
  const over = ciOf(store).jobs.flatMap((job): [Job, string][] => {
    const reason = reasonToDrop(job, now);
    return reason === undefined ? [] : [[job, reason]];
  });
  for (const [job, reason] of over) {
    drop(store, job, reason);
    moveOn(store, pipelineOf(store, job));
  }
  const ran = runDue(store, now);
  return ran || over.length > 0;
}

/** `Ci::TimedOutBuilds` and `Ci::StuckBuilds`. */
function reasonToDrop(job: Job, now: number): string | undefined {
  const since = (time: string | null) => now - Date.parse(time ?? job.createdAt);
  if (job.status === "running" || job.status === "canceling") {
    if (since(job.startedAt) >= (job.timeout ?? 0) * 1000) return "job_execution_timeout";
    return since(job.updatedAt) >= hour ? "no_updates_running" : undefined;
  }
  return job.status === "pending" && since(job.queuedAt) >= 24 * hour
    ? "stuck_or_timeout_failure"
    : undefined;
}
