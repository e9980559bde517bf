import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { changeFiles } from "./changeFiles.ts";
import { stackFile } from "./folder.ts";

/** A stack's file as it was read, to be written back with a change in it. */
export interface StackFile {
  /** `Pulumi.production.yaml` */
  name: string;
  /** The real file, when the stack's is a link to it. */
  path: string;
  text: string;
}

export function readStackFile(folder: string, stack: string): StackFile {
  const name = stackFile(stack);
  const path = realpathSync(join(folder, name));
  return { name, path, text: readFileSync(path, "utf8") };
}

/**
 * Puts a new text in the file's place.
 *
 * @throws UserError when somebody has changed the file since it was read; it stays theirs.
 */
export function replaceStackFile({ path, text: before }: StackFile, text: string): void {
  changeFiles([{ path, before, after: text }]);
}
