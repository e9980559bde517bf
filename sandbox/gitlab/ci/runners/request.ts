import type { Store } from "../../store.ts";
import { isOutdated } from "../deployments/deployments.ts";
import { lacksArtifacts } from "../jobs/dependencies.ts";
import { hashed, newJobToken } from "../jobTokens.ts";
import { become, drop, moveOn } from "../lifecycle.ts";
import type { Job, Runner } from "../model.ts";
import { settingsOf } from "../settings.ts";
import { ciOf, pipelineOf, projectOf } from "../state.ts";
import { takes } from "./matching.ts";

/** What a runner says of itself when it asks for a job. */
export interface RunnerInfo {
  features?: Record<string, boolean>;
}

/** What came of a question for a job. */
export interface Outcome {
  given?: { job: Job; token: string };
  /** Whether there is anything to keep: a job was given or failed on the way. */
  changed: boolean;
}

/**
 * Gives a runner the oldest job that it takes (`Ci::RegisterJobService`). What can't run any more
 * fails on the way: an outdated deployment, and a job whose artifacts are gone.
 */
export function handOut(store: Store, runner: Runner, info: RunnerInfo): Outcome {
  for (let changed = false; ; changed = true) {
    const job = ciOf(store)
      .jobs.filter((one) => one.status === "pending" && takes(runner, one))
      .sort((left, right) => left.id - right.id)[0];
    if (!job) return { changed };
    const problem = unfit(store, job);
    if (problem === undefined) return { given: start(store, runner, info, job), changed: true };
    drop(store, job, problem);
    moveOn(store, pipelineOf(store, job));
  }
}

function unfit(store: Store, job: Job): string | undefined {
  if (isOutdated(store, job)) return "failed_outdated_deployment_job";
  return lacksArtifacts(store, job) ? "missing_dependency_failure" : undefined;
}

function start(
  store: Store,
  runner: Runner,
  { features = {} }: RunnerInfo,
  job: Job,
): { job: Job; token: string } {
  const token = newJobToken();
  job.runnerId = runner.id;
  job.tokenHash = hashed(token);
  job.cancelGracefully = features["cancel_gracefully"] === true;
  const wanted = job.options.timeout ?? settingsOf(projectOf(store, job)).build_timeout;
  job.timeout = Math.min(wanted, runner.maximumTimeout ?? wanted);
  become(store, job, "running");
  moveOn(store, pipelineOf(store, job));
  return { job, token };
}
