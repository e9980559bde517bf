import { renderEntrances, runCheck } from "../stackFiles/checkStacks.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { findFolder } from "../stackFiles/folder.ts";

/** What an engine's operation begins with. */
export interface Checked {
  folder: string;
  /** Whose pushes and merges come to the stack, for a person; none where no app does. */
  entrances?: string;
}

/**
 * The folder of the stack files, once they have been checked: an engine starts only on files
 * without a problem and with secrets that can be read.
 *
 * @throws SettingsError with every problem of this stack's.
 * @throws UserError with how many others have, or why secrets can't be read.
 */
export async function checkedFolder(cwd: string, stack: string): Promise<Checked> {
  const result = await runCheck(cwd, stack);
  if (result.problems.length > 0) {
    const { SettingsError } = await import("../../settings/index.ts");
    throw new SettingsError(result.problems);
  }
  if (result.elsewhere > 0) {
    const what = result.elsewhere === 1 ? "a problem" : `${result.elsewhere} problems`;
    throw new UserError(
      `Other stacks' files have ${what}, and the files are used together or not at all. ` +
        "To see what and where: npx slipway check",
    );
  }
  const { length } = result.warnings;
  if (length > 0) {
    const what = length === 1 ? "There is a warning" : `There are ${length} warnings`;
    say(`${what} about the settings: npx slipway check ${stack}`);
  }
  const reason = result.reasons[stack];
  if (reason) throw new UserError(`The secrets of "${stack}" can't be read: ${reason}.`);
  const folder = findFolder(cwd);
  return result.entrances.length > 0
    ? { folder, entrances: renderEntrances(result.entrances) }
    : { folder };
}
