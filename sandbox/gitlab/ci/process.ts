import type { Job, Pipeline, Status } from "./model.ts";
import { composite, turn } from "./status.ts";

/** What happens to a job whose turn has come. */
export interface Turns {
  /** Before anything else: a deployment is made for one that deploys. */
  prepare(job: Job): void;
  /** It goes to the queue, to its resource group, or fails as outdated. */
  begin(job: Job): void;
  /** It is skipped, or waits for somebody. */
  become(job: Job, status: Status): void;
}

/**
 * Moves a pipeline's jobs on as far as they go (`Ci::PipelineProcessing::AtomicProcessingService`):
 * each job waits for its `needs`, or for every stage before its own.
 *
 * @param jobs those that were not retried
 */
export function advance(pipeline: Pipeline, jobs: Job[], turns: Turns): void {
  for (const job of inOrder(jobs)) {
    if (job.status !== "created") continue;
    const before = statusBefore(job, jobs);
    const next = turn({ when: job.when, hasNeeds: job.needs !== undefined }, before);
    if (next === undefined) continue;
    turns.prepare(job);
    if (next === "skip") turns.become(job, "skipped");
    else if (next === "wait" && !job.enqueueImmediately) turns.become(job, "manual");
    else turns.begin(job);
  }
  settle(pipeline, composite(jobs), new Date().toISOString());
}

function statusBefore(job: Job, jobs: Job[]): Status {
  if (job.needs === undefined) {
    return composite(jobs.filter((other) => other.stageIndex < job.stageIndex));
  }
  const names = job.needs.map((need) => need.job);
  return composite(
    jobs.filter((other) => names.includes(other.name)),
    true,
  );
}

/** By stage, and inside one after what is needed. */
function inOrder(jobs: Job[]): Job[] {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const placed = new Set<Job>();
  const place = (job: Job): void => {
    if (placed.has(job)) return;
    for (const { job: name } of job.needs ?? []) {
      const needed = byName.get(name);
      if (needed?.stageIndex === job.stageIndex && needed !== job) place(needed);
    }
    placed.add(job);
  };
  for (const job of jobs.toSorted((left, right) => left.stageIndex - right.stageIndex)) place(job);
  return [...placed];
}

/** A pipeline's times follow its status: it starts when it first runs, and ends with its jobs. */
function settle(pipeline: Pipeline, status: Status, now: string): void {
  if (pipeline.status === status) return;
  pipeline.status = status;
  pipeline.updatedAt = now;
  if (status === "running") pipeline.startedAt ??= now;
  pipeline.finishedAt = ["success", "failed", "canceled"].includes(status) ? now : null;
}
