import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Whether every lock that the engine names was left by a process of this machine that is gone: one
 * that was killed outright, since any other end frees the lock. A lock of another machine, or of a
 * process that may still run, is never called abandoned.
 *
 * @param message the engine's, with a line per lock: `… created by root@vm (pid 264) at 2026-…`.
 */
export function abandoned(message: string): boolean {
  const holders = [...message.matchAll(/created by \S*@(\S+) \(pid (\d+)\) at /g)];
  return (
    holders.length > 0 &&
    holders.every(([, host, pid]) => host === hostname() && !isAlive(Number(pid)))
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // Not allowed to signal it: then it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ended, and not yet collected by its parent (proc(5)): in a container that can take for ever. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}
