import { closeSync, existsSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { UserError } from "../terminal/exit.ts";

/** What becomes of one file. */
export interface FileChange {
  path: string;
  /** Its text when it was read; undefined where there was none. */
  before: string | undefined;
  /** Undefined takes the file away. */
  after: string | undefined;
}

/**
 * Changes files together. Each is put in its place in one step: whoever reads it meanwhile sees the
 * old one or the new one, and so does whoever looks after a crash. Nothing is changed before all new
 * texts are on the disk, and a change that fails takes back those before it.
 *
 * @throws UserError when somebody has changed a file since it was read; all stay as they are.
 */
export function changeFiles(changes: FileChange[]): void {
  const ending = randomBytes(6).toString("hex");
  const temporary = (path: string) => join(dirname(path), `.${basename(path)}.${ending}`);
  const done: FileChange[] = [];
  try {
    for (const { path, before, after } of changes) {
      if (after !== undefined) write(temporary(path), after, modeOf(path, before));
    }
    changes.forEach(requireUnchanged);
    for (const change of changes) {
      done.push(change);
      if (change.after === undefined) rmSync(change.path);
      else renameSync(temporary(change.path), change.path);
    }
  } catch (error) {
    for (const { path, before } of done.reverse()) {
      if (before === undefined) rmSync(path, { force: true });
      else writeFileSync(path, before);
    }
    throw error;
  } finally {
    for (const { path } of changes) rmSync(temporary(path), { force: true });
  }
}

function requireUnchanged({ path, before }: FileChange): void {
  const now = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (now === before) return;
  throw new UserError(
    `${basename(path)} was changed while this ran, so it was left alone. Try again.`,
  );
}

function modeOf(path: string, before: string | undefined): number {
  return before === undefined ? 0o666 : statSync(path).mode;
}

function write(path: string, text: string, mode: number): void {
  writeFileSync(path, text, { mode, flag: "wx" });
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
