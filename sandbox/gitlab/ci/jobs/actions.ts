import { ApiError, forbidden, refused } from "../../errors.ts";
import type { Store } from "../../store.ts";
import { isOutdated } from "../deployments/deployments.ts";
import { removeFiles, traceLength } from "../files.ts";
import { cancel, enqueue, moveOn } from "../lifecycle.ts";
import type { GivenVariable, Job } from "../model.ts";
import type { User } from "../../model.ts";
import { accessLevel, roles } from "../../people/roles.ts";
import { mayUpdatePipeline } from "../people.ts";
import { maySetVariables } from "../pipelines/permission.ts";
import { pipelineOf, projectOf } from "../state.ts";
import { complete } from "../status.ts";
import { clone, isRetryable, resetSkipped } from "./retry.ts";

/**
 * Starts a job that waits for somebody, or one that was over once more (`Ci::PlayBuildService`).
 *
 * @throws ApiError 403 to who may not, and for a deployment that a newer one came before
 */
export function play(store: Store, job: Job, user: User, variables: GivenVariable[] = []): Job {
  allow(store, job, user);
  if (job.when !== "manual" || (job.status !== "manual" && !isRetryable(job))) {
    throw refused(400, "400 Bad request - Unplayable Job");
  }
  if (variables.length > 0 && !maySetVariables(store, { project: projectOf(store, job), user })) {
    throw forbidden();
  }
  if (job.status !== "manual") return again(store, job, user, variables);
  job.userId = user.id;
  job.variables = variables;
  enqueue(store, job);
  resetSkipped(store, job, user.id);
  moveOn(store, pipelineOf(store, job));
  return job;
}

/** @throws ApiError 403 to who may not, and for one that can't be */
export function retry(store: Store, job: Job, user: User): Job {
  allow(store, job, user);
  if (!isRetryable(job))
    throw new ApiError(403, { message: "403 Forbidden - Job is not retryable" });
  return again(store, job, user);
}

/** @throws ApiError 403 */
export function cancelByHand(store: Store, job: Job, user: User, force: boolean): void {
  if (!mayUpdatePipeline(store, user, projectOf(store, job), job)) throw forbidden();
  cancel(store, job, force);
  moveOn(store, pipelineOf(store, job));
}

/** Takes a job's trace and artifacts away: a Maintainer may, and whose job it was of an unprotected ref. */
export function erase(store: Store, job: Job, user: User): void {
  const level = accessLevel(store, user, projectOf(store, job));
  const isOwn = job.userId === user.id && !job.protected;
  if (level < roles.maintainer && !(level >= roles.developer && isOwn)) throw forbidden();
  const hasAnything = job.artifacts.length > 0 || traceLength(store, job) > 0;
  if (!complete.includes(job.status) || !hasAnything) {
    throw new ApiError(403, { message: "403 Forbidden - Job is not erasable!" });
  }
  removeFiles(store, job);
  job.artifacts = [];
  job.erasedAt = new Date().toISOString();
}

function again(store: Store, job: Job, user: User, variables = job.variables): Job {
  const copy = clone(store, job, user.id);
  copy.variables = variables;
  resetSkipped(store, copy, user.id);
  moveOn(store, pipelineOf(store, copy));
  return copy;
}

/** An outdated deployment's job is nobody's to press. */
function allow(store: Store, job: Job, user: User): void {
  const may = mayUpdatePipeline(store, user, projectOf(store, job), job);
  if (!may || isOutdated(store, job)) throw forbidden();
}
