import {
  ConcurrentUpdateError,
  type EngineEvent,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { say, surfaceOf } from "../terminal/output.ts";
import { holdFirstSignal } from "../terminal/signals.ts";
import { isCutShort } from "./cutShort.ts";
import { errorOutput } from "./errorOutput.ts";
import type { Existing } from "./existing.ts";
import { heldLock, removeAbandoned } from "./locks.ts";
import { Recorder } from "./recorder.ts";
import type { Remains } from "./remains.ts";
import { Screen } from "./screen.ts";
import { told } from "./told.ts";

export type Operation = "preview" | "up" | "refresh" | "destroy";

export interface RunOptions {
  /** Show each changed property. */
  diff?: boolean;
  /** Where the engine's display goes; without it the outcome alone has it. */
  display?: NodeJS.WritableStream;
  /** Instead of the stack's own. */
  program?: PulumiFn;
  /** URNs: these alone. */
  target?: string[];
  /** URNs: these are made anew, whatever the state says. */
  replace?: string[];
  /** URNs: all but these. */
  exclude?: string[];
  /** And what depends on those. */
  excludeDependents?: boolean;
  /** Goes on with what a former run has recorded. */
  recorder?: Recorder;
}

/** What one run of the engine came to. */
export interface Outcome {
  result: "succeeded" | "failed" | "busy";
  recorder: Recorder;
  /** What the engine ended with, unless it succeeded. */
  error?: string;
  /** Why the engine's work is not to be done, though it succeeded. */
  refusal?: string;
  /** What is on GitLab though it is to be made, by its URN, where that is why. */
  existing?: Map<string, Existing>;
  /** Whether somebody was asked and did not want it. */
  declined?: boolean;
  /** What a destroy leaves on servers, where it leaves something. */
  stays?: Remains[];
  /** What it displayed. */
  output: string;
  errors: string;
}

/**
 * Runs the engine once. A lock that a killed operation left is taken away first, where that can be
 * done without taking a living one; a state that another operation was writing just then is read
 * once more.
 *
 * @param preview whether to show what the operation would do, and do nothing
 */
export async function runEngine(
  stack: Stack,
  operation: Operation,
  preview: boolean,
  options: RunOptions,
  again = false,
): Promise<Outcome> {
  const named = preview ? "preview" : operation;
  const { display, recorder = new Recorder(stack.name, named), ...given } = options;
  const abort = new AbortController();
  const release = holdSignals(abort, operation);
  const screen = new Screen();
  let [output, errors] = ["", ""];
  const show = (text: string) => {
    output += text;
    display?.write(text);
  };
  const finish = async () => {
    show(screen.end());
    errors += (await told(stack, recorder.messages)).map((line) => `${line}\n`).join("");
    if (display) process.stderr.write(errors);
  };
  try {
    await start(stack, operation, preview, {
      color: surfaceOf(process.stdout).colour ? "always" : "never",
      signal: abort.signal,
      onEvent: (event: EngineEvent) => recorder.record(event),
      onOutput: (text: string) => show(screen.show(text)),
      // Shown at the end, since of a lock that is taken away it would say what need not be done.
      onError: (text: string) => void (errors += text),
      ...given,
    });
    await finish();
    return { result: "succeeded", recorder, output, errors };
  } catch (error) {
    const busy = error instanceof ConcurrentUpdateError;
    const abandoned = busy ? await removeAbandoned(errors) : "none";
    if (abandoned === "removed" && !again) {
      say(`A former operation on "${stack.name}" was killed and left its lock. It is taken away.`);
    }
    if ((abandoned === "removed" || isCutShort(error)) && !again) {
      return await runEngine(stack, operation, preview, { ...options, recorder }, true);
    }
    const lock = abandoned === "left" ? leftLock(stack.name) : heldLock(stack.name);
    // The engine's own advice would remove living locks.
    if (busy) errors = `${lock}\n`;
    await finish();
    const result = busy ? "busy" : "failed";
    return { result, recorder, error: busy ? lock : errorOutput(error), output, errors };
  } finally {
    release();
  }
}

function leftLock(stackName: string): string {
  return (
    `A former operation on "${stackName}" was killed on this machine and left its lock. Where the ` +
    "state is no folder, Pulumi can take away all locks of a stack at once only. Make sure that " +
    `nobody else works on it, then: pulumi cancel ${stackName}`
  );
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
