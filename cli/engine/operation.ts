import { constants } from "node:os";
import { createInterface } from "node:readline/promises";
import {
  ConcurrentUpdateError,
  type EngineEvent,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { exitCode } from "../../host/protocol.ts";
import { clearPendingCreates, readStackState } from "./stackState.ts";
import { openSettings } from "../servers/environment.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { abandoned } from "./locks.ts";
import { say, printJson, surfaceOf } from "../terminal/output.ts";
import { nameOf, Recorder } from "./recorder.ts";
import { holdFirstSignal } from "../terminal/signals.ts";
import { errorOutput, openStack } from "./stack.ts";

export interface OperationOptions {
  /** Show each changed property. */
  diff?: boolean;
  /** One JSON document on standard output instead of the engine's own display. */
  json?: boolean;
  /** Do it without asking. */
  yes?: boolean;
}

export type Operation = "preview" | "up" | "refresh" | "destroy";

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
  if (operation !== "preview" && !options.yes && !process.stdin.isTTY) {
    const first =
      operation === "up" ? ` Look first (slipway preview ${stackName}), then` : " To do it,";
    throw new UserError(
      `\`slipway ${operation}\` asks before it changes anything, and there is no terminal to ask ` +
        `on.${first} add --yes.`,
    );
  }
  const stack = await openStack(stackName, folder);
  if (operation === "destroy") await refuseProtected(stack);
  if (operation === "preview" || operation === "up") await refuseForgotten(stack, folder);
  if (operation === "preview") return run(stack, "preview", true, options);
  if (!options.yes) {
    const code = await run(stack, operation, true, options);
    if (code !== exit.done || !(await confirmed(operation, stackName))) return code;
  }
  return run(stack, operation, false, options);
}

/**
 * The engine refuses to delete a protected resource only when it comes to it, after it has deleted
 * others. So this looks first.
 */
async function refuseProtected(stack: Stack): Promise<void> {
  const { resources } = await readStackState(stack);
  const names = resources.filter(({ protect }) => protect).map(({ urn }) => nameOf(urn));
  if (names.length === 0) return;
  throw new UserError(
    `"${stack.name}" holds what is protected from deletion: ${names.join(", ")}. Nothing was ` +
      "changed. To let a project go, set `protect: false` at its app in slipway:apps, bring that " +
      "up, and then destroy: GitLab archives the project.",
  );
}

/**
 * The same for an app that the platform's file names no more: its branches would lose their
 * protection before the engine comes to the project, which it refuses to delete.
 */
async function refuseForgotten(stack: Stack, folder: string): Promise<void> {
  if (stack.name !== "platform") return;
  const settings = await openSettings(folder, stack.name);
  const declared = new Set(settings.apps.map(({ name }) => name));
  const { resources } = await readStackState(stack);
  const forgotten = resources
    .filter(({ urn, protect }) => protect && urn.includes("$gitlab:index/project:Project::"))
    .map(({ urn }) => nameOf(urn))
    .filter((name) => !declared.has(name));
  if (forgotten.length === 0) return;
  throw new UserError(
    `slipway:apps names no more: ${forgotten.join(", ")}. Its project is protected from deletion, ` +
      "so nothing was changed. Put it back; or, to let the project go, set `protect: false` at it, " +
      "bring that up, and take it out then: GitLab archives the project.",
  );
}

async function run(
  stack: Stack,
  operation: Operation,
  preview: boolean,
  { diff, json }: OperationOptions,
  again = false,
): Promise<number> {
  const recorder = new Recorder(stack.name, preview ? "preview" : operation);
  const abort = new AbortController();
  const release = holdSignals(abort, operation);
  const display = {
    color: surfaceOf(process.stdout).colour ? ("always" as const) : ("never" as const),
    signal: abort.signal,
    onEvent: (event: EngineEvent) => recorder.record(event),
    ...(json
      ? {}
      : {
          onOutput: (text: string) => void process.stdout.write(text),
          onError: (text: string) => void process.stderr.write(text),
        }),
  };
  try {
    await start(stack, operation, preview, { ...display, ...(diff ? { diff } : {}) });
    if (operation === "up" && !preview && recorder.toldOfPendingOperations()) {
      const cleared = await clearPendingCreates(stack);
      if (cleared) say("What a killed operation had left unfinished is done now, and forgotten.");
    }
    if (json) printJson(recorder.result("succeeded"));
    else for (const advice of recorder.advice()) say(advice);
    return exit.done;
  } catch (error) {
    const busy = error instanceof ConcurrentUpdateError;
    if (busy && !again && abandoned(errorOutput(error))) {
      say(`A former operation on "${stack.name}" was killed and left its lock. It is taken away.`);
      await stack.cancel();
      return await run(stack, operation, preview, { diff, json }, true);
    }
    if (json) {
      printJson(recorder.result(busy ? "busy" : "failed", errorOutput(error)));
    } else {
      for (const advice of recorder.advice()) say(advice);
      if (busy) say(`Another operation on "${stack.name}" holds its lock. Wait for it to end.`);
    }
    return busy ? exitCode.busy : exit.problem;
  } finally {
    release();
  }
}

type Display = Parameters<Stack["preview"]>[0];

async function start(stack: Stack, operation: Operation, preview: boolean, display: Display) {
  switch (operation) {
    case "preview":
      return stack.preview(display);
    case "up":
      return preview ? stack.preview(display) : stack.up(display);
    case "refresh":
      return preview ? stack.previewRefresh(display) : stack.refresh(display);
    case "destroy":
      return preview ? stack.previewDestroy(display) : stack.destroy(display);
  }
}

/**
 * The engine ends its current step, writes its state and frees its lock when it is told to stop;
 * dying before it would leave a lock and a pending step. So a signal is passed on, once, and
 * waited for. On a terminal Ctrl-C has reached the engine already, and a second one would make it
 * stop in the middle.
 */
function holdSignals(abort: AbortController, operation: Operation): () => void {
  let release = holdFirstSignal(listen);
  function listen(signal: NodeJS.Signals) {
    say(`Stopping: the ${operation} ends its current step and saves its state …`);
    const terminal = process.stdin.isTTY || process.stdout.isTTY;
    if (!(signal === "SIGINT" && terminal)) abort.abort();
    release = holdFirstSignal(ignore);
  }
  function ignore() {
    release = holdFirstSignal(ignore);
  }
  return () => release();
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
