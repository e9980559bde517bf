import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A mistake that somebody could make, and the test that must notice it. */
export interface Mutation {
  /** What the code no longer does. */
  title: string;
  /** The file, from the repository's folder. */
  file: string;
  /** A text that stands once in the file … */
  find: string;
  /** … and what takes its place. */
  replace: string;
  /** The file of the tests, one of which must fail. */
  test: string;
}

/** Mistakes by the file that they are made in. */
export type Mistakes = Record<string, Omit<Mutation, "file">[]>;

export const repository = join(import.meta.dirname, "..", "..");

/**
 * The file's text with the mistake in it.
 *
 * @throws Error when the text to replace does not stand there, or not once: the code has moved on.
 */
export function mutated({ file, find, replace, title }: Mutation, folder = repository): string {
  const text = readFileSync(join(folder, file), "utf8");
  const count = text.split(find).length - 1;
  if (count !== 1) {
    throw new Error(
      `"${title}": \`${find}\` stands ${count} times in ${file}. Say in test/mutations what to change there now.`,
    );
  }
  return text.replace(find, () => replace);
}
