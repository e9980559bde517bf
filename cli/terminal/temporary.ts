import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitOnSignals } from "./signals.ts";

const folders = new Set<string>();

/**
 * A folder that only this user can enter (0700), for as long as `use` runs. It is removed whatever
 * happens: a result, an error, Ctrl-C, or an end by signal.
 */
export async function withTemporaryFolder<Result>(
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (folders.size === 0) {
    process.on("exit", removeAll);
    exitOnSignals();
  }
  const folder = mkdtempSync(join(tmpdir(), "slipway-"));
  folders.add(folder);
  try {
    return await use(folder);
  } finally {
    remove(folder);
    if (folders.size === 0) process.off("exit", removeAll);
  }
}

function removeAll(): void {
  for (const folder of folders) remove(folder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}
