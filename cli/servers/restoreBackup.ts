import { exit, UserError } from "../terminal/exit.ts";
import { isWanted } from "../terminal/question.ts";
import { causeOf, type CauseOptions } from "../commands/cause.ts";
import { requireBackup, type Kept } from "./backups.ts";
import type { Change } from "./change.ts";
import { reportChange } from "./changeReport.ts";
import { ask } from "./host.ts";
import { changeInTurn } from "./inTurn.ts";

export interface RestoreOptions extends CauseOptions {
  json?: boolean;
  /** Do it without asking. */
  yes?: boolean;
}

/**
 * Puts a backup in the place of an app's data, once that is wanted.
 *
 * @returns the exit code
 */
export async function restoreBackup(
  change: Change,
  kept: Kept,
  backup: string,
  options: RestoreOptions,
): Promise<number> {
  requireBackup(kept, backup);
  if (!options.yes) {
    if (!process.stdin.isTTY) {
      throw new UserError(
        "`slipway restore` asks before it changes anything, and there is no terminal to ask on. To do it, add --yes.",
      );
    }
    const { app, stack } = change;
    const where = `${app} in ${stack} on ${kept.host.server.name}`;
    const question = `Put ${backup} in the place of the data of ${where}, which stands still meanwhile?`;
    if (!(await isWanted(question))) return exit.done;
  }
  const request = { ...change.request, backup, cause: causeOf(options) };
  const result = await changeInTurn(change, "restore", (host) => ask(host, "restore", request));
  reportChange(result, options.json === true);
  return result.code;
}
