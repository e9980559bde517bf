import { type Exit, run } from "./processes.ts";
import { exportLines, wholeScript } from "./bash.ts";
import { type Job, JobFailure, type JobVariable } from "./job.ts";
import type { Place } from "./place.ts";
import type { Slot } from "./slot.ts";
import type { JobTrace, Pace } from "./trace.ts";
import { section, title } from "./words.ts";

/** What a runner's jobs share. */
export interface RunnerSettings {
  name: string;
  token: string;
  /** A folder for the caches of all projects, which no job can read. */
  cache: string;
  /** Variables of every job: `NAME=value`. */
  environment: string[];
  /** Seconds between SIGTERM and SIGKILL. @default 600, gitlab-runner's */
  grace?: number;
  /** @default gitlab-runner's */
  pace?: Pace;
  /** Where services run, as DOCKER_HOST says it. @default nowhere */
  docker?: string | undefined;
}

/** What the phases of one job share. */
export interface JobContext {
  job: Job;
  slot: Slot;
  place: Place;
  variables: JobVariable[];
  trace: JobTrace;
  settings: RunnerSettings;
  /** A file in place of /etc/hosts, where services run. */
  hosts?: string;
}

/** One fold of the trace, with its title. */
export async function phase<Result>(
  { job, trace }: JobContext,
  name: string,
  heading: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const marked = job.features?.trace_sections ?? false;
  trace.flush();
  if (marked) trace.write(section.start(name));
  trace.write(title(heading));
  try {
    return await work();
  } finally {
    trace.flush();
    if (marked) trace.write(section.end(name));
  }
}

/** Runs lines of Bash as the job: with its variables, as its user. */
export async function runScript(
  context: JobContext,
  lines: string[],
  signal: AbortSignal,
): Promise<void> {
  const { slot, place, variables, trace, hosts } = context;
  const { grace } = context.settings;
  const exit = await run(slot, {
    command: "bash",
    args: ["--login"],
    input: wholeScript([...exportLines(variables, place), ...lines]),
    output: (bytes) => trace.write(bytes),
    signal,
    ...(grace === undefined ? {} : { grace }),
    ...(hosts === undefined ? {} : { hosts }),
  });
  // Whatever the script said to being ended: it was ended.
  signal.throwIfAborted();
  expectSuccess(exit);
}

/** @throws as Go words the end of a process, and so gitlab-runner. */
function expectSuccess({ code, signal }: Exit): void {
  if (code === 0) return;
  const said = code === null ? `signal: ${signalWords[signal!] ?? signal}` : `exit status ${code}`;
  throw new JobFailure(said, "script_failure", code ?? 1);
}

const signalWords: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed",
  SIGTERM: "terminated",
  SIGSEGV: "segmentation fault",
  SIGABRT: "aborted",
};
