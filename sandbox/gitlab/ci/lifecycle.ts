import type { Store } from "../store.ts";
import { finishEnvironment } from "./deployments/environments.ts";
import { ensureDeployment, followJob, isOutdated } from "./deployments/deployments.ts";
import { advance } from "./process.ts";
import type { Job, Pipeline, Status } from "./model.ts";
import { next } from "./resourceGroups.ts";
import { retryByItself } from "./jobs/retry.ts";
import { ciOf, jobsOf, pipelineOf, resourceGroupOf } from "./state.ts";
import { complete } from "./status.ts";

/** Gives a job another status, with all that depends on it: times, deployment, resource, token. */
export function become(store: Store, job: Job, status: Status): void {
  const now = new Date().toISOString();
  job.status = status;
  job.updatedAt = now;
  if (status === "pending") job.queuedAt = now;
  if (status === "running") job.startedAt = now;
  if (complete.includes(status)) {
    if (status !== "skipped") job.finishedAt = now;
    job.tokenHash = null;
    const group = resourceGroupOf(store, job);
    if (group?.jobId === job.id) group.jobId = null;
  }
  followJob(store, job, now);
  if (status === "success") finishEnvironment(store, job);
}

/** Sends a job to the queue, by its resource group if it has one; an outdated deployment fails. */
export function enqueue(store: Store, job: Job): void {
  if (isOutdated(store, job)) return drop(store, job, "failed_outdated_deployment_job");
  become(store, job, job.resourceGroup === null ? "pending" : "waiting_for_resource");
}

/** Fails a job, and tries it again where its configuration says so. */
export function drop(store: Store, job: Job, reason: string, exitCode: number | null = null): void {
  job.failureReason = reason;
  job.exitCode = exitCode;
  const { allow_failure: allowed } = job.options;
  if (typeof allowed === "object" && exitCode !== null) {
    job.allowFailure = allowed.exit_codes.includes(exitCode);
  }
  become(store, job, "failed");
  retryByItself(store, job);
}

/**
 * Moves on everything that may move after jobs of a pipeline changed: its other jobs, and those of
 * any pipeline that waited for a resource that is free now.
 */
export function moveOn(store: Store, pipeline: Pipeline): void {
  const { status } = pipeline;
  advance(pipeline, jobsOf(store, pipeline), {
    prepare: (job) => ensureDeployment(store, job),
    begin: (job) => enqueue(store, job),
    become: (job, status) => become(store, job, status),
  });
  if (pipeline.status !== status) store.listeners.pipeline(pipeline);
  moveOnWaiting(store, pipeline.projectId);
  if (pipeline.onJobFailure === "all" && jobsOf(store, pipeline).some(failsPipeline)) {
    const left = jobsOf(store, pipeline).filter((job) => !complete.includes(job.status));
    for (const job of left) cancel(store, job);
    if (left.length > 0) moveOn(store, pipeline);
  }
}

/** Gives what is free to who waits, in every pipeline of a project. */
export function moveOnWaiting(store: Store, projectId: number): void {
  for (const pipeline of assignResources(store, projectId)) moveOn(store, pipeline);
}

/** Ends a job that has not ended. A runner that can runs its `after_script` first. */
export function cancel(store: Store, job: Job, force = false): void {
  const gracefully = job.status === "running" && job.cancelGracefully && !force;
  if (!complete.includes(job.status)) become(store, job, gracefully ? "canceling" : "canceled");
}

function failsPipeline({ status, allowFailure }: Job): boolean {
  return status === "failed" && !allowFailure;
}

/** @returns the pipelines of the jobs that got a resource */
function assignResources(store: Store, projectId: number): Set<Pipeline> {
  const { resourceGroups, jobs } = ciOf(store);
  const moved = new Set<Pipeline>();
  for (const group of resourceGroups.filter((one) => one.projectId === projectId)) {
    const members = jobs.filter(
      (job) => job.projectId === projectId && job.resourceGroup === group.key && !job.retried,
    );
    const job = next(group, members);
    if (!job) continue;
    moved.add(pipelineOf(store, job));
    if (isOutdated(store, job)) {
      drop(store, job, "failed_outdated_deployment_job");
      continue;
    }
    group.jobId = job.id;
    become(store, job, "pending");
  }
  return moved;
}
