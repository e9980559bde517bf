import { constants } from "node:os";
import { createInterface } from "node:readline/promises";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
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
  if (operation === "preview") return run(stack, "preview", true, options);
  if (!options.yes) {
    const code = await run(stack, operation, true, options);
    if (code !== exit.done || !(await confirmed(operation, stackName))) return code;
  }
  return run(stack, operation, false, options, stays);
}

async function run(
  stack: Stack,
  operation: Operation,
  preview: boolean,
  { diff, json }: OperationOptions,
  stays: Remains[] = [],
): Promise<number> {
  const outcome = await runEngine(stack, operation, preview, { diff, quiet: json });
  const { result, recorder } = outcome;
  if (operation === "up" && result === "succeeded" && recorder.messages.hasPending) {
    const cleared = await clearPendingCreates(stack);
    if (cleared) say("What a killed operation had left unfinished is done now, and forgotten.");
  }
  report(outcome, json, stays);
  return exitCodes[result];
}

const exitCodes = { succeeded: exit.done, failed: exit.problem, busy: exitCode.busy };

function report(
  { result, recorder, error }: Outcome,
  json: boolean | undefined,
  stays: Remains[],
): void {
  const more = stays.length > 0 ? { stays } : {};
  if (json) printJson({ ...recorder.result(result, error), ...more });
  else for (const advice of recorder.advice()) say(advice);
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
