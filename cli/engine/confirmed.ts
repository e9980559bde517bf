import { constants } from "node:os";
import { createInterface } from "node:readline/promises";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import type { Outcome } from "./run.ts";

/**
 * Asks on the terminal whether to do what was previewed, after advice on it; only `yes` is one.
 *
 * @throws UserError at Ctrl-C or the end of the input
 */
export async function confirmed(
  operation: string,
  stackName: string,
  previewed: Outcome,
): Promise<boolean> {
  for (const advice of previewed.recorder.advice()) say(advice);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Do it: ${operation} ${stackName}? (yes/no) `);
    const yes = answer.trim().toLowerCase() === "yes";
    if (!yes) say("Nothing was changed.");
    return yes;
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    throw new UserError("Nothing was changed.", 128 + constants.signals.SIGINT);
  } finally {
    terminal.close();
  }
}
