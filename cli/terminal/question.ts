import { constants } from "node:os";
import { createInterface } from "node:readline/promises";
import { UserError } from "./exit.ts";
import { say } from "./output.ts";

/**
 * Asks on the terminal whether to do something; only `yes` is one.
 *
 * @param what ends with a question mark, or with what to do
 * @throws UserError at Ctrl-C or the end of the input
 */
export async function isWanted(what: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${what} (yes/no) `);
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
