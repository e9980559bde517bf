import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { confirmed } from "./confirmed.ts";
import { runEngine, type Operation, type Outcome, type RunOptions } from "./run.ts";

/**
 * Runs an operation once its preview was shown and somebody wants it.
 *
 * @param ask where the preview is shown; without it nobody is asked
 */
export async function runAsked(
  stack: Stack,
  operation: Operation,
  { diff, display }: Pick<RunOptions, "diff" | "display">,
  ask?: NodeJS.WritableStream,
): Promise<Outcome> {
  if (ask) {
    const outcome = await runEngine(stack, operation, true, { diff, display: ask });
    if (outcome.result !== "succeeded") return outcome;
    if (!(await confirmed(operation, stack.name, outcome))) return { ...outcome, declined: true };
  }
  return runEngine(stack, operation, false, { display });
}
