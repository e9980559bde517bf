import { chown, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { endProcesses } from "./processes.ts";
import type { Slot } from "./slot.ts";

/** What of a slot's home one job leaves for the next: checkouts, from which git fetches what is new. */
const kept = "builds";

/**
 * Before a job and after it: nothing runs in the slot, and its home holds nothing but checkouts. Neither
 * a process nor a profile, a key or a credential that one job left meets another.
 */
export async function tidy(slot: Slot): Promise<void> {
  await endProcesses(slot);
  await mkdir(slot.home, { recursive: true, mode: 0o700 });
  const left = (await readdir(slot.home)).filter((name) => name !== kept);
  await Promise.all(
    left.map((name) => rm(join(slot.home, name), { recursive: true, force: true })),
  );
  for (const name of [kept, ".run"]) {
    await mkdir(join(slot.home, name), { recursive: true, mode: 0o700 });
    if (slot.user) await chown(join(slot.home, name), slot.user.uid, slot.user.gid);
  }
}
