import { check, pathText } from "../../settings/index.ts";
import type { Problem, StackFiles } from "../../settings/index.ts";
import { stackFile } from "./folder.ts";

/** The stack files as they would be with these texts, by stack; undefined takes one out. */
export function withTexts(files: StackFiles, texts: Map<string, string | undefined>): StackFiles {
  const stacks = new Map(files.stacks);
  for (const [stack, text] of texts) {
    if (text === undefined) stacks.delete(stack);
    else stacks.set(stack, { path: stackFile(stack), text });
  }
  return { ...files, stacks };
}

/**
 * The problems that a change would bring, but for what it leaves to be filled in.
 *
 * @param emptied by stack: places under `config` that have no value yet
 */
export function newProblems(
  before: StackFiles,
  after: StackFiles,
  emptied: Map<string, string[][]>,
): Problem[] {
  const known = new Set(problemsOf(before).map(identity));
  const isEmptied = ({ file, path }: Problem) =>
    [...emptied].some(
      ([stack, places]) =>
        file === stackFile(stack) && places.some((place) => path.startsWith(pathText(place))),
    );
  return problemsOf(after).filter(
    (problem) => !known.has(identity(problem)) && !isEmptied(problem),
  );
}

function problemsOf(files: StackFiles): Problem[] {
  return check(files, () => () => undefined).problems;
}

/** Lines move with each change, so a problem is known by its place in the settings. */
function identity({ file, path, message }: Problem): string {
  return JSON.stringify([file, path, message]);
}
