import { check, pathText } from "../../settings/index.ts";
import type { Problem, ReadSecret, StackFiles } from "../../settings/index.ts";
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

export interface Change {
  /** By stack: places under `config` that have no value yet. */
  emptied?: Map<string, string[][]>;
  /** By stack: how the secrets are read that it brings. Others are not looked at. */
  read?: (stack: string) => ReadSecret;
}

const nothing: ReadSecret = () => undefined;

/** The problems that a change would bring, but for what it leaves to be filled in. */
export function newProblems(
  before: StackFiles,
  after: StackFiles,
  { emptied = new Map(), read = () => nothing }: Change,
): Problem[] {
  const known = new Set(check(before, () => nothing).problems.map(identity));
  const isEmptied = ({ file, path }: Problem) =>
    [...emptied].some(
      ([stack, places]) =>
        file === stackFile(stack) && places.some((place) => path.startsWith(pathText(place))),
    );
  return check(after, read).problems.filter(
    (problem) => !known.has(identity(problem)) && !isEmptied(problem),
  );
}

/** Lines move with each change, so a problem is known by its place in the settings. */
function identity({ file, path, message }: Problem): string {
  return JSON.stringify([file, path, message]);
}
