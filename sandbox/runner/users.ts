import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { endProcesses } from "./processes.ts";
import type { UnixUser } from "./slot.ts";

const run = promisify(execFile);

/**
 * A user for the jobs of one slot, made where it is missing: without a password, with a home that nobody
 * else can read, and with subordinate ids, by which rootless containers work.
 */
export async function ensureUser(name: string): Promise<UnixUser> {
  const found = await findUser(name);
  if (found) return found;
  const comment = "Jobs of Slipway's sandbox";
  const options = ["--create-home", "--user-group", "--shell", "/bin/bash", "--comment", comment];
  await change("useradd", [...options, "--key", "HOME_MODE=0700", name]);
  return (await findUser(name))!;
}

/** Takes a user away, with all that runs and lies in its name. */
export async function removeUser(name: string): Promise<void> {
  const user = await findUser(name);
  if (!user) return;
  await endProcesses({ index: 0, user, home: user.home });
  // Its mail, which it never had, is warned of.
  await change("userdel", ["--remove", name]);
}

export async function findUser(name: string): Promise<UnixUser | undefined> {
  const line = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) return undefined;
  const [, , uid, gid, , home] = line.split(":");
  const subordinate = await subordinateIds(name);
  return { name, uid: Number(uid), gid: Number(gid), home: home!, subordinate };
}

async function subordinateIds(name: string): Promise<UnixUser["subordinate"]> {
  const file = await readFile("/etc/subuid", "utf8").catch(() => "");
  const line = file.split("\n").find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) return undefined;
  const [, first, count] = line.split(":");
  return { first: Number(first), count: Number(count) };
}

/** Waits for whoever else changes the machine's users just now. */
async function change(command: string, args: string[], attempt = 1): Promise<void> {
  try {
    await run(command, args);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (!/lock/.test(stderr ?? "") || attempt === 50) throw error;
    await sleep(100);
    await change(command, args, attempt + 1);
  }
}
