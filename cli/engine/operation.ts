import { constants } from "node:os";
import { createInterface } from "node:readline/promises";
import { exitCode } from "../../host/protocol.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { printJson, say } from "../terminal/output.ts";
import { refuseForgotten, refuseProtected, requireAnswer } from "./guards.ts";
import { runEngine, type Operation, type Outcome } from "./run.ts";
import { describeRemains, remainsOf, type Remains } from "./remains.ts";
import { openStack } from "./stack.ts";
import { clearPendingCreates } from "./stackState.ts";

export interface OperationOptions {
  /** Show each changed property. */
  diff?: boolean;
  /** One JSON document on standard output instead of the engine's own display. */
  json?: boolean;
  /** Do it without asking. */
  yes?: boolean;
}

/**
 * Runs one of the engine's operations on a stack that has been checked, and resolves to the exit
 * code: 0 done, 1 failed, 12 when another operation holds the stack's lock.
 *
 * What changes something is shown and asked for first, unless `yes` is given.
 */
export async function runOperation(
  stackName: string,
  folder: string,
  operation: Operation,
  options: OperationOptions,
): Promise<number> {
  if (operation !== "preview" && !options.yes) requireAnswer(operation, stackName);
  const stack = await openStack(stackName, folder);
  if (operation === "destroy") await refuseProtected(stack);
  const stays = operation === "destroy" ? await remainsOf(stack) : [];
  for (const line of options.json ? [] : describeRemains(stays)) say(line);
  if (operation === "preview" || operation === "up") await refuseForgotten(stack, folder);
  const { diff, json, yes } = options;
  const display = json ? undefined : process.stdout;
  if (!yes && operation !== "preview") {
    // What is shown before a question is for the person who answers; a machine gets one document.
    const outcome = await runEngine(stack, operation, true, {
      diff,
      display: display ?? process.stderr,
    });
    for (const advice of outcome.recorder.advice()) say(advice);
    const go = outcome.result === "succeeded" && (await confirmed(operation, stackName));
    if (!go) return conclude(outcome, json, stays);
  }
  const outcome = await runEngine(stack, operation, operation === "preview", { diff, display });
  if (!json) for (const advice of outcome.recorder.advice()) say(advice);
  if (
    operation === "up" &&
    outcome.result === "succeeded" &&
    outcome.recorder.messages.hasPending
  ) {
    const cleared = await clearPendingCreates(stack);
    if (cleared) say("What a killed operation had left unfinished is done now, and forgotten.");
  }
  return conclude(outcome, json, stays);
}

/** The document for a machine, and the exit code. */
function conclude(
  { result, recorder, error }: Outcome,
  json: boolean | undefined,
  stays: Remains[],
): number {
  const more = stays.length > 0 ? { stays } : {};
  if (json) printJson({ ...recorder.result(result, error), ...more });
  return { succeeded: exit.done, failed: exit.problem, busy: exitCode.busy }[result];
}

async function confirmed(operation: Operation, stackName: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Do it: ${operation} ${stackName}? (yes/no) `);
    const yes = answer.trim().toLowerCase() === "yes";
    if (!yes) say("Nothing was changed.");
    return yes;
  } catch (error) {
    // Ctrl-C or the end of the input, at the question.
    if ((error as Error).name !== "AbortError") throw error;
    throw new UserError("Nothing was changed.", 128 + constants.signals.SIGINT);
  } finally {
    terminal.close();
  }
}
