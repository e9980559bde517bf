import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../terminal/exit.ts";

/**
 * The folder of the stack files: the nearest one, from `from` upwards, that has a Pulumi.yaml, as
 * Pulumi itself looks for its project. It need not be the one that Slipway's code is in.
 */
export function findFolder(from: string): string {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new UserError(
    `There is no Pulumi.yaml in ${start} or above it, so there are no stack files to read. ` +
      "Go to the repository of your environments, or name it: --cwd <folder>.",
  );
}

/** The names of the stacks that have a file there, sorted. */
export function stacksIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => /^Pulumi\.([^/]+)\.yaml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** The name of a stack's file. */
export function stackFile(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}
