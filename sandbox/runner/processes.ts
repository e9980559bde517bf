import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Slot } from "./slot.ts";

/** Every process of a slot has it, with its home, unless it took care to lose it. */
const mark = "SLIPWAY_RUNNER_SLOT";

export interface Run {
  command: string;
  args: string[];
  /** @default the slot's home */
  cwd?: string;
  /** Standard input. A stream is read to its end. */
  input?: string | Readable;
  /** Standard output; standard error too, in the order they were written. */
  output: (bytes: Buffer) => void;
  /** Where given, standard output alone goes there; a number is an open file. */
  stdout?: ((bytes: Buffer) => void) | number;
  /** Ends it: SIGTERM to it and what it started, SIGKILL after the grace. */
  signal: AbortSignal;
  /** Seconds. @default 600, gitlab-runner's */
  grace?: number;
  /** A file that its processes see as /etc/hosts. */
  hosts?: string;
}

export interface Exit {
  /** null: a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Runs a command as a slot's user, in an environment that has nothing of the runner's. */
export async function run(slot: Slot, options: Run): Promise<Exit> {
  options.signal.throwIfAborted();
  const words = [options.command, ...options.args];
  const [command, ...args] = withHosts(options.hosts, asUser(slot, joined(options, words)));
  const child = spawn(command!, args, {
    cwd: options.cwd ?? slot.home,
    env: environmentOf(slot),
    detached: true,
    stdio: ["pipe", typeof options.stdout === "number" ? options.stdout : "pipe", "pipe"],
  });
  if (typeof options.stdout !== "number") {
    child.stdout!.on("data", options.stdout ?? options.output);
  }
  child.stderr!.on("data", options.output);
  // A command that doesn't read its input is no error.
  child.stdin!.on("error", () => {});
  if (typeof options.input === "object") options.input.pipe(child.stdin!);
  else child.stdin!.end(options.input ?? "");
  const ended = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const stop = () => void end(child, ended, options.grace ?? 600);
  options.signal.addEventListener("abort", stop, { once: true });
  try {
    return await ended;
  } finally {
    options.signal.removeEventListener("abort", stop);
  }
}

/** Its standard error goes where its standard output goes, so that both arrive in order. */
function joined({ stdout }: Run, words: string[]): string[] {
  return stdout !== undefined ? words : ["sh", "-c", 'exec 2>&1; exec "$@"', "sh", ...words];
}

/** No login: no password, no session. Groups of the runner's own go. */
function asUser({ user }: Slot, words: string[]): string[] {
  if (!user) return words;
  const { uid, gid } = user;
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--", ...words];
}

/** In a mount namespace of its own, where /etc/hosts is another file. */
function withHosts(hosts: string | undefined, words: string[]): string[] {
  if (hosts === undefined) return words;
  const script = 'mount --bind "$1" /etc/hosts; shift; exec "$@"';
  return ["unshare", "--mount", "--", "sh", "-ec", script, "sh", hosts, ...words];
}

function environmentOf({ user, home }: Slot): NodeJS.ProcessEnv {
  const name = user?.name ?? process.env["USER"] ?? "root";
  return {
    ...{ HOME: home, USER: name, LOGNAME: name, SHELL: "/bin/bash", LANG: "C.UTF-8" },
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    XDG_RUNTIME_DIR: join(home, ".run"),
    [mark]: home,
  };
}

async function end(child: ChildProcess, ended: Promise<Exit>, grace: number): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It is over already.
    }
  };
  signal("SIGTERM");
  const over = await Promise.race([
    ended.then(() => true),
    sleep(grace * 1000, false, { ref: false }),
  ]);
  if (!over) signal("SIGKILL");
}

/**
 * Ends whatever still runs in a slot, whoever started it and however it hid: everything of its user and
 * of that user's subordinate ids. Without a user of its own, all that still has the slot's mark.
 */
export async function endProcesses(slot: Slot): Promise<void> {
  for (;;) {
    const left = readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0 && belongs(pid, slot));
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    await sleep(10);
  }
}

function belongs(pid: number, { user, home }: Slot): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // What has ended and waits for its parent to notice can't be ended again.
    if (/^State:\s+[ZX]/m.test(status)) return false;
    if (!user) {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      return environment.includes(`${mark}=${home}`);
    }
    const ids = /^Uid:\s+(.*)$/m.exec(status)![1]!.split("\t").map(Number);
    return ids.some((id) => id === user.uid || isSubordinate(id, user.subordinate));
  } catch {
    return false;
  }
}

function isSubordinate(id: number, range: { first: number; count: number } | undefined): boolean {
  return range !== undefined && id >= range.first && id < range.first + range.count;
}
