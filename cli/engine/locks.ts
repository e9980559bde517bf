import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";

/** A lock that the engine told of. */
interface Lock {
  /** `file:///state/.pulumi/locks/organization/slipway/staging/<its own id>.json` */
  url: string;
  host: string;
  pid: number;
}

/** What is to be said of locks that nobody holds any more. */
export type Abandoned = "none" | "removed" | "left";

export function heldLock(stackName: string): string {
  return `Another operation on "${stackName}" holds its lock. Wait for it to end.`;
}

/** Whether the engine said that it did not get the lock: of a folder's, and of a service's state. */
export function isHeld(message: string): boolean {
  return /the stack is currently locked by|Another update is currently in progress/.test(message);
}

/**
 * Takes away the locks that processes of this machine left which are gone: such were killed
 * outright, since any other end frees the lock. A lock of another machine, or of a process that
 * may still run, is never called abandoned.
 *
 * Each lock is a file with a name of its own, so exactly those are deleted that a dead process
 * wrote, and never one that somebody has taken meanwhile. Only a folder as backend allows that:
 * elsewhere Pulumi offers `pulumi cancel` alone, which removes living locks too.
 *
 * @param message the engine's, with a line per lock: `… created by root@vm (pid 264) at 2026-…`.
 * @returns `removed`, or `left` where the backend is no folder; `none` when one may be held
 */
export async function removeAbandoned(message: string): Promise<Abandoned> {
  const locks = locksIn(message);
  if (locks.length === 0 || !locks.every(isAbandoned)) return "none";
  if (!locks.every(({ url }) => url.startsWith("file:"))) return "left";
  await Promise.all(locks.map(({ url }) => rm(fileURLToPath(url), { force: true })));
  return "removed";
}

function locksIn(message: string): Lock[] {
  const lines = message.matchAll(/^\s*(\S+): created by \S*@(\S+) \(pid (\d+)\) at /gm);
  return [...lines].map(([, url = "", host = "", pid]) => ({ url, host, pid: Number(pid) }));
}

function isAbandoned({ host, pid }: Lock): boolean {
  return host === hostname() && !isAlive(pid);
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
