import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that goes on when the one that started it ends. */
export interface Daemon {
  /** Names `<folder>/run/<name>.json` and `<folder>/log/<name>.log`. */
  name: string;
  /** The sandbox's folder, or a test's. */
  folder: string;
  command: string;
  args: string[];
  /** Its whole environment. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /** Asked every 50 ms until it is true. */
  ready: () => boolean | Promise<boolean>;
  /** Seconds until it must be ready. Default 30. */
  within?: number;
}

interface Running {
  pid: number;
  /** When the process started, as the kernel counts; tells it from a later one with the same id. */
  started: string;
  /** Of command and arguments: another one means that it has to be started anew. */
  hash: string;
}

/**
 * Starts a daemon, or finds the one of an earlier call that is alive, and waits until it is ready.
 *
 * @returns whether it had to be started.
 * @throws when it ends or is not ready in time, with the last lines of its log.
 */
export async function startDaemon(daemon: Daemon): Promise<boolean> {
  const hash = createHash("sha256")
    .update(JSON.stringify([daemon.command, daemon.args]))
    .digest("hex");
  const running = alive(daemon.folder, daemon.name);
  if (running && running.hash !== hash) await stopDaemon(daemon.folder, daemon.name);
  const found = running?.hash === hash;
  const child = found ? undefined : launch(daemon, hash);
  await untilReady(daemon, child);
  return !found;
}

/** Ends a daemon and waits until it is gone. Nothing happens when it does not run. */
export async function stopDaemon(folder: string, name: string): Promise<void> {
  const running = alive(folder, name);
  if (running) {
    process.kill(running.pid, "SIGTERM");
    const gone = await settle(() => !alive(folder, name), 30);
    // Its own group: what it started goes as well.
    if (!gone) process.kill(-running.pid, "SIGKILL");
  }
  rmSync(pidFile(folder, name), { force: true });
}

/** The process of a daemon that runs. */
export function pidOf(folder: string, name: string): number | undefined {
  return alive(folder, name)?.pid;
}

function launch(daemon: Daemon, hash: string): ChildProcess {
  mkdirSync(join(daemon.folder, "run"), { recursive: true });
  mkdirSync(join(daemon.folder, "log"), { recursive: true });
  const log = openSync(logFile(daemon), "w", 0o600);
  const child = spawn(daemon.command, daemon.args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: daemon.env ?? process.env,
  });
  child.unref();
  // A command that does not exist is reported by untilReady, together with the log.
  child.on("error", (error) => writeFileSync(log, `${error.message}\n`));
  if (child.pid !== undefined) {
    const running: Running = { pid: child.pid, started: startOf(child.pid) ?? "", hash };
    writeFileSync(pidFile(daemon.folder, daemon.name), JSON.stringify(running));
  }
  return child;
}

async function untilReady(daemon: Daemon, child: ChildProcess | undefined): Promise<void> {
  const within = daemon.within ?? 30;
  let ended = false;
  const ready = await settle(async () => {
    ended = child ? child.pid === undefined || child.exitCode !== null : false;
    return ended || (await daemon.ready());
  }, within);
  if (ready && !ended) return;
  const said = existsSync(logFile(daemon)) ? readFileSync(logFile(daemon), "utf8") : "";
  throw new Error(
    `${daemon.name} ${ended ? "ended" : `was not ready within ${within} seconds`}. ` +
      `The end of ${logFile(daemon)}:\n${said.trimEnd().split("\n").slice(-15).join("\n")}`,
  );
}

/** Asks until the answer is yes, for at most so many seconds. */
export async function settle(
  ask: () => boolean | Promise<boolean>,
  seconds: number,
): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await ask()) return true;
    if (Date.now() > end) return false;
    await sleep(50);
  }
}

function alive(folder: string, name: string): Running | undefined {
  const file = pidFile(folder, name);
  if (!existsSync(file)) return undefined;
  const running = JSON.parse(readFileSync(file, "utf8")) as Running;
  const started = startOf(running.pid);
  return started !== undefined && started === running.started ? running : undefined;
}

/** The start time of a process (proc(5), field 22), empty where there is no /proc. */
export function startOf(pid: number): string | undefined {
  try {
    if (!existsSync("/proc/self/stat")) {
      process.kill(pid, 0);
      return "";
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function pidFile(folder: string, name: string): string {
  return join(folder, "run", `${name}.json`);
}

function logFile(daemon: { folder: string; name: string }): string {
  return join(daemon.folder, "log", `${daemon.name}.log`);
}
