import { say } from "../terminal/output.ts";
import { isWanted } from "../terminal/question.ts";
import type { Outcome } from "./run.ts";

/**
 * Asks on the terminal whether to do what was previewed, after advice on it.
 *
 * @throws UserError at Ctrl-C or the end of the input
 */
export async function confirmed(
  operation: string,
  stackName: string,
  previewed: Outcome,
): Promise<boolean> {
  for (const advice of previewed.recorder.advice()) say(advice);
  return isWanted(`Do it: ${operation} ${stackName}?`);
}
