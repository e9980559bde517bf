import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startOf } from "./daemon.ts";

interface Holder {
  pid: number;
  /** As `startOf` answers, so that a later process with the same id is not taken for this one. */
  started: string;
  command: string;
}

/**
 * Does a work that one process at a time may do on a sandbox's folder: two starts would each begin
 * daemons that the other knows nothing of. A lock whose process is gone counts for nothing.
 *
 * @param command how people call it: `npm start`
 * @throws when another is at it, with what that is.
 */
export async function alone<Result>(
  folder: string,
  command: string,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "lock.json");
  take(file, command);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string, command: string): void {
  const own = `${file}.${process.pid}`;
  const holder: Holder = { pid: process.pid, started: startOf(process.pid) ?? "", command };
  writeFileSync(own, JSON.stringify(holder));
  try {
    // With its text in it from the first moment, which writing it in place would not do.
    while (!move(() => linkSync(own, file))) removeStale(file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whether it was done; another process may have been quicker. */
function move(change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST" && code !== "ENOENT") throw error;
    return false;
  }
}

function removeStale(file: string): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // Its holder is done.
    return;
  }
  const { pid, started, command } = JSON.parse(text) as Holder;
  if (startOf(pid) === started) {
    throw new Error(
      `${command} is at work on this sandbox already (process ${pid}). ` +
        "Wait until it is done, or end it with Ctrl-C, and try again.",
    );
  }
  // Moved and looked at again: another may have removed it and taken the lock in the meantime.
  const aside = `${file}.${process.pid}.stale`;
  if (!move(() => renameSync(file, aside))) return;
  if (readFileSync(aside, "utf8") !== text) move(() => linkSync(aside, file));
  rmSync(aside, { force: true });
}
