import { renderCheck, runCheck } from "./checkStacks.ts";
import { UserError } from "./exit.ts";
import { findFolder } from "./folder.ts";

/**
 * The folder of the stack files, once they have been checked: an engine starts only on files
 * without a problem and with secrets that can be read.
 *
 * @throws UserError with every problem.
 */
export async function checkedFolder(cwd: string, stack: string): Promise<string> {
  const result = await runCheck(cwd, stack);
  if (result.problems.length > 0) throw new UserError(renderCheck(result));
  const reason = result.reasons[stack];
  if (reason) throw new UserError(`The secrets of "${stack}" can't be read: ${reason}.`);
  return findFolder(cwd);
}
