import type { Store } from "../../store.ts";
import type { Job } from "../model.ts";
import { ciOf, jobsOf, pipelineOf } from "../state.ts";

/** Reasons for which no job is tried again by itself (`Gitlab::Ci::Build::AutoRetry`). */
const final = ["missing_dependency_failure", "failed_outdated_deployment_job"];

export function isRetryable({ retried, status }: Job): boolean {
  return !retried && ["success", "failed", "canceled"].includes(status);
}

/** The same job once more; the old one counts no longer (`Ci::RetryJobService#clone!`). */
export function clone(store: Store, job: Job, userId: number): Job {
  const now = new Date().toISOString();
  const copy: Job = {
    ...job,
    id: store.number("job"),
    status: "created",
    userId,
    enqueueImmediately: true,
    ...{ failureReason: null, exitCode: null, coverage: null, runnerId: null },
    ...{ tokenHash: null, timeout: null, artifacts: [], cancelGracefully: false },
    ...{ queuedAt: null, startedAt: null, finishedAt: null, erasedAt: null },
    createdAt: now,
    updatedAt: now,
  };
  job.retried = true;
  ciOf(store).jobs.push(copy);
  return copy;
}

/** What was skipped because of a job gets its turn again (`Ci::ResetSkippedJobsService`). */
export function resetSkipped(store: Store, job: Job, userId: number): void {
  const jobs = jobsOf(store, pipelineOf(store, job));
  const names = new Set([job.name]);
  const depends = (other: Job) =>
    other.needs
      ? other.needs.some((need) => names.has(need.job))
      : other.stageIndex > job.stageIndex;
  for (const other of jobs.filter((one) => one.stageIndex >= job.stageIndex)) {
    if (other.id === job.id || !depends(other)) continue;
    names.add(other.name);
    if (other.status !== "skipped") continue;
    other.status = "created";
    other.userId = userId;
  }
}

/** Tries a job that failed again as often as its `retry` says, for the reasons that it says. */
export function retryByItself(store: Store, job: Job): void {
  const { retry } = job.options;
  if (!retry || final.includes(job.failureReason ?? "") || job.retried) return;
  const { when, exit_codes: exitCodes } = retry;
  const reasons = when ?? (exitCodes ? [] : ["always"]);
  const isMeant =
    reasons.includes("always") ||
    reasons.includes(job.failureReason ?? "") ||
    (exitCodes ?? []).includes(job.exitCode ?? -1);
  const times = ciOf(store).jobs.filter(
    (other) => other.pipelineId === job.pipelineId && other.name === job.name && other.retried,
  ).length;
  if (isMeant && times < retry.max) clone(store, job, job.userId);
}
