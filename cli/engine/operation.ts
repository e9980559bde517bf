import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { exitCode } from "../../host/protocol.ts";
import { exit } from "../terminal/exit.ts";
import { printJson, say } from "../terminal/output.ts";
import { runAsked } from "./asked.ts";
import { bringUp, preview } from "./bringUp.ts";
import { existingForMachines } from "./existing.ts";
import { refuseForgotten, requireAnswer } from "./guards.ts";
import type { Operation, Outcome } from "./run.ts";
import { openStack } from "./stack.ts";
import { tearDown } from "./tearDown.ts";
import { findUndone, type Undone } from "./undone.ts";

export interface OperationOptions {
  /** Show each changed property. */
  diff?: boolean;
  /** One JSON document on standard output instead of the engine's own display. */
  json?: boolean;
  /** Do it without asking. */
  yes?: boolean;
  /** Take over what exists on GitLab. */
  adopt?: boolean;
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
  const [stack, undone] = await Promise.all([
    openStack(stackName, folder),
    // A preview asks no server: it runs where nothing reaches them, too.
    operation === "up" ? findUndone(folder, stackName) : [],
  ]);
  if (operation === "preview" || operation === "up") await refuseForgotten(stack, folder);
  const outcome = await carryOut(stack, operation, options, undone);
  const { result, recorder, error, refusal, declined, stays, existing } = outcome;
  if (options.json) {
    const there = existing && [...existing].map(([urn, each]) => existingForMachines(urn, each));
    printJson({ ...recorder.result(result, refusal ?? error), stays, existing: there });
  } else if (refusal) say(refusal);
  else if (!declined) for (const advice of recorder.advice()) say(advice);
  return { succeeded: exit.done, failed: exit.problem, busy: exitCode.busy }[result];
}

async function carryOut(
  stack: Stack,
  operation: Operation,
  options: OperationOptions,
  undone: Undone[],
): Promise<Outcome> {
  const { diff, json, yes, adopt } = options;
  const display = json ? undefined : process.stdout;
  // What is shown before a question is for the person who answers, not for a machine.
  const ask = yes ? undefined : (display ?? process.stderr);
  switch (operation) {
    case "preview":
      return preview(stack, { diff, display, adopt });
    case "up":
      return bringUp(stack, { diff, display, adopt, undone }, ask);
    case "refresh":
      return runAsked(stack, operation, { diff, display }, ask);
    case "destroy":
      return tearDown(stack, { diff, display }, ask);
  }
}
