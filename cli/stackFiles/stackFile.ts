import { closeSync, fsyncSync, openSync, readFileSync, realpathSync } from "node:fs";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { UserError } from "../terminal/exit.ts";
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
 * Puts a new text in the file's place in one step: whoever reads it meanwhile sees the old one or
 * the new one, and so does whoever looks after a crash.
 *
 * @throws UserError when somebody has changed the file since it was read; it stays theirs.
 */
export function replaceStackFile(file: StackFile, text: string): void {
  const temporary = join(
    dirname(file.path),
    `.${basename(file.path)}.${randomBytes(6).toString("hex")}`,
  );
  try {
    writeFileSync(temporary, text, { mode: statSync(file.path).mode, flag: "wx" });
    sync(temporary);
    if (readFileSync(file.path, "utf8") !== file.text) {
      throw new UserError(
        `${file.name} was changed while this ran, so it was left alone. Try again.`,
      );
    }
    renameSync(temporary, file.path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
