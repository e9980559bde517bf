import { echo, quote } from "./bash.ts";
import { type JobContext, phase, runScript } from "./phases.ts";
import { notice } from "./words.ts";

/** A job's `before_script` and `script`, or another step of it but `after_script`. */
export async function userScript(
  context: JobContext,
  step: { name: string; script: string[] },
  signal: AbortSignal,
): Promise<void> {
  const name = `step_${step.name.toLowerCase()}`;
  await phase(context, name, `Executing "${name}" stage of the job script`, () =>
    runScript(context, [cd(context), ...commands(step.script)], signal),
  );
}

/** Runs in a shell of its own, with CI_JOB_STATUS; nothing where the job has none. */
export async function afterScript(
  context: JobContext,
  status: "success" | "failed" | "canceled" | "timedout",
  signal: AbortSignal,
): Promise<void> {
  const step = context.job.steps.find(({ name }) => name === "after_script");
  if (!step || step.script.length === 0) return;
  const variables = [
    ...context.variables,
    { key: "CI_JOB_STATUS", value: status, public: true, raw: true },
  ];
  await phase(context, "after_script", "Running after_script", () =>
    runScript(
      { ...context, variables },
      [cd(context), echo(notice("Running after script...")), ...commands(step.script)],
      signal,
    ),
  );
}

const cd = ({ place }: JobContext) => `cd ${quote(place.project)}`;

/** Each command after it was shown, one of several lines by its first. */
function commands(script: string[]): string[] {
  return script
    .map((command) => command.trim())
    .flatMap((command) => {
      if (command === "") return ["echo"];
      const [first = "", ...more] = command.split("\n");
      const shown = more.length > 0 ? `${first} # collapsed multi-line command` : command;
      return [echo(notice(`$ ${shown}`)), command];
    });
}
