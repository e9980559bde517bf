import { ignorePatterns } from "../ignore/ignoreFile.ts";
import { droppedBy, PatternError, type Dropped } from "../ignore/matcher.ts";
import { UserError } from "../terminal/exit.ts";

/**
 * Which paths the patterns of a `.dockerignore`'s text drop.
 *
 * @param from where the text comes from, for what is said of a wrong one
 * @throws UserError for a pattern that is wrong
 */
export function droppedByText(text: string, from: string): Dropped {
  try {
    return droppedBy(ignorePatterns(text));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new UserError(`${from}: ${error.message}`);
  }
}
