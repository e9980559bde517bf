import { type RunnerApi, version } from "./api.ts";
import { type FailureReason, type Job, JobFailure } from "./job.ts";
import { runPhases } from "./jobPhases.ts";
import type { RunnerSettings } from "./phases.ts";
import { placeOf, shortToken } from "./place.ts";
import type { Slot } from "./slot.ts";
import { tidy } from "./tidy.ts";
import { JobTrace } from "./trace.ts";
import { allVariables } from "./variables.ts";
import { error, info, line } from "./words.ts";

/**
 * Runs a job to its end, whatever comes, and tells GitLab how it went.
 *
 * @param stop ends it before: the runner has to go
 */
export async function runJob(
  ...[api, job, slot, settings, stop]: [RunnerApi, Job, Slot, RunnerSettings, AbortSignal]
): Promise<void> {
  const ended = new AbortController();
  const abort = (message: string, reason: FailureReason) =>
    ended.abort(new JobFailure(message, reason));
  const canceled = () => abort("canceled", "job_canceled");
  // Until the script runs, and can be ended alone, all ends.
  const cancel = { now: canceled };
  const events = { cancel: () => cancel.now(), abort: canceled };
  const trace = new JobTrace(api, job, events, settings.pace);
  const seconds = job.runner_info.timeout;
  const timer = setTimeout(
    () => abort(`execution took longer than ${duration(seconds)} seconds`, "job_execution_timeout"),
    seconds * 1000,
  );
  const stopped = () => abort("aborted: terminated", "runner_interrupted");
  if (stop.aborted) stopped();
  stop.addEventListener("abort", stopped);
  try {
    const place = placeOf(job, slot, settings);
    const variables = allVariables(job, slot, place, settings.environment);
    trace.write(line(`Running with gitlab-runner ${version} (the sandbox's shell executor)`));
    trace.write(line(`  on ${settings.name} ${shortToken(settings.token)}`));
    await tidy(slot);
    const context = { api, job, slot, place, variables, trace, settings };
    await runPhases(context, { ended: ended.signal, cancel });
    trace.flush();
    trace.write(info("Job succeeded"));
    await trace.finish("success");
  } catch (problem) {
    trace.flush();
    await report(trace, job, problem);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", stopped);
    await tidy(slot);
  }
}

async function report(trace: JobTrace, job: Job, problem: unknown): Promise<void> {
  const failure =
    problem instanceof JobFailure
      ? problem
      : new JobFailure((problem as Error).message, "runner_system_failure");
  const system = failure.reason === "runner_system_failure" ? " (system failure)" : "";
  trace.write(error(`Job failed${system}: ${failure.message}`));
  await trace.finish("failed", supported(failure.reason, job), failure.exitCode);
}

/** In words that this GitLab knows (gitlab-runner, common/failure_reason_mapper.go). */
function supported(reason: FailureReason, job: Job): FailureReason {
  const always = ["script_failure", "runner_system_failure", "job_execution_timeout"];
  const known = [...always, ...(job.features?.failure_reasons ?? [])];
  if (known.includes(reason)) return reason;
  return reason === "image_pull_failure" ? "runner_system_failure" : "unknown_failure";
}

/** As Go writes a duration: `1h0m0s`. */
function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const parts = [hours > 0 && `${hours}h`, (hours > 0 || minutes > 0) && `${minutes}m`];
  return `${parts.filter(Boolean).join("")}${seconds % 60}s`;
}
