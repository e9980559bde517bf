import type { RunnerApi } from "./api.ts";
import { downloadArtifacts, uploadArtifacts } from "./artifacts.ts";
import { quote } from "./bash.ts";
import { archiveCaches, restoreCaches } from "./cache.ts";
import { clearWorktreeLines, getSourcesLines } from "./getSources.ts";
import { JobFailure } from "./job.ts";
import { type JobContext, phase, runScript } from "./phases.ts";
import { type RunningServices, startServices } from "./services.ts";
import { afterScript, userScript } from "./userScript.ts";
import { valueOf } from "./variables.ts";
import { line, warning } from "./words.ts";

export interface Ending {
  /** The whole job ends, at once. */
  ended: AbortSignal;
  /** What a wish to cancel does; while the script runs, it ends that alone. */
  cancel: { now: () => void };
}

/**
 * A job's phases in their order (gitlab-runner, common/build.go).
 *
 * @throws JobFailure, or whatever else kept it from running
 */
export async function runPhases(
  context: JobContext & { api: RunnerApi },
  ending: Ending,
): Promise<void> {
  const services = await prepareExecutor(context, ending.ended);
  try {
    await withServices({ ...context, ...(services && { hosts: services.hosts }) }, ending);
  } finally {
    await services?.stop();
  }
}

function prepareExecutor(
  context: JobContext,
  ended: AbortSignal,
): Promise<RunningServices | undefined> {
  return phase(context, "prepare_executor", 'Preparing the "shell" executor', () => {
    context.trace.write(line("Using Shell (bash) executor..."));
    return startServices(context, ended);
  });
}

async function withServices(
  context: JobContext & { api: RunnerApi },
  ending: Ending,
): Promise<void> {
  const { ended } = ending;
  await phase(context, "prepare_script", "Preparing environment", () => prepare(context, ended));
  let failure: Error | undefined;
  try {
    await getSources(context, ended);
    await restoreCaches(context, ended);
    await downloadArtifacts(context, ended);
    await scripts(context, ending);
  } catch (problem) {
    failure = problem as Error;
  }
  try {
    ended.throwIfAborted();
    await archiveCaches(context, failure === undefined, ended);
    await uploadArtifacts(context, failure === undefined, ended);
  } catch (problem) {
    failure ??= problem as Error;
  }
  await cleanUp(context, ended);
  if (failure) throw failure;
}

function prepare(context: JobContext, signal: AbortSignal): Promise<void> {
  const temporary = quote(context.place.temporary);
  const lines = [`rm -rf ${temporary}`, 'echo "Running on $(hostname)..."'];
  return runScript({ ...context, variables: [] }, lines, signal);
}

/** As often as GET_SOURCES_ATTEMPTS says. */
async function getSources(context: JobContext, signal: AbortSignal, attempt = 1): Promise<void> {
  const { job, place, variables } = context;
  const attempts = Math.min(10, Number(valueOf("GET_SOURCES_ATTEMPTS", variables, place)) || 1);
  try {
    await phase(context, "get_sources", "Getting source from Git repository", () =>
      runScript(context, getSourcesLines(job, place), signal),
    );
  } catch (problem) {
    if (signal.aborted || attempt >= attempts) throw problem;
    const heading = "Deleting all tracked and untracked files due to source fetch failure";
    await phase(context, "clear_worktree", heading, () =>
      runScript(context, clearWorktreeLines(place), signal),
    );
    await getSources(context, signal, attempt + 1);
  }
}

/** The script's steps up to the first that fails, then after_script, which changes nothing of that. */
async function scripts(context: JobContext, { ended, cancel }: Ending): Promise<void> {
  const { trace, job } = context;
  const script = new AbortController();
  const canceled = new JobFailure("canceled", "job_canceled");
  cancel.now = () => script.abort(canceled);
  const late = limit(context, "RUNNER_SCRIPT_TIMEOUT", undefined, script);
  let failure: Error | undefined;
  try {
    for (const step of job.steps.filter(({ name }) => name !== "after_script")) {
      await userScript(context, step, AbortSignal.any([ended, script.signal]));
    }
  } catch (problem) {
    ended.throwIfAborted();
    failure = problem as Error;
  } finally {
    clearTimeout(late);
  }
  if (failure === canceled) trace.write(warning("script canceled externally (UI, API)"));
  await afterwards(context, statusOf(failure), ended);
  if (failure !== undefined) throw failure;
}

async function afterwards(
  context: JobContext,
  status: Parameters<typeof afterScript>[1],
  ended: AbortSignal,
): Promise<void> {
  const after = new AbortController();
  const late = limit(context, "RUNNER_AFTER_SCRIPT_TIMEOUT", 300, after);
  try {
    await afterScript(context, status, AbortSignal.any([ended, after.signal]));
  } catch (problem) {
    ended.throwIfAborted();
    const { message } = problem as Error;
    const said = `after_script failed, but job will continue unaffected: ${message}`;
    context.trace.write(warning(said));
  } finally {
    clearTimeout(late);
  }
}

/** CI_JOB_STATUS for after_script. */
function statusOf(failure: Error | undefined): Parameters<typeof afterScript>[1] {
  if (failure === undefined) return "success";
  const reason = failure instanceof JobFailure ? failure.reason : undefined;
  if (reason === "job_canceled") return "canceled";
  return reason === "job_execution_timeout" ? "timedout" : "failed";
}

/** Aborts after the time that a variable says, as Go writes it (`1h30m`). */
function limit(
  { variables, place }: JobContext,
  name: string,
  otherwise: number | undefined,
  controller: AbortController,
): NodeJS.Timeout | undefined {
  const seconds = { h: 3600, m: 60, s: 1 };
  const parts = [...valueOf(name, variables, place).matchAll(/(\d+)([hms])/g)];
  const said = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * seconds[unit as "h"],
    0,
  );
  const after = said || otherwise;
  if (after === undefined) return undefined;
  const late = new JobFailure("script timeout: context deadline exceeded", "job_execution_timeout");
  return setTimeout(() => controller.abort(late), after * 1000);
}

async function cleanUp(context: JobContext, ended: AbortSignal): Promise<void> {
  // Its files go with it, also where nobody waits for its trace any more.
  const signal = ended.aborted ? new AbortController().signal : ended;
  const heading = "Cleaning up project directory and file based variables";
  const lines = [`rm -rf ${quote(context.place.temporary)}`];
  await phase(context, "cleanup_file_variables", heading, () =>
    runScript({ ...context, variables: [] }, lines, signal),
  );
}
