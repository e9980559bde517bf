import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { UserError } from "../../terminal/exit.ts";
import { printable } from "../../terminal/output.ts";
import { refusalOf } from "./failure.ts";
import { missing } from "./relay.ts";

const run = promisify(execFile);

/** Milliseconds until the daemon has to answer, and until it has to be gone. */
const startLimit = 60_000;
const stopLimit = 10_000;

/**
 * A daemon for this one job, under its user: a step of the app's Dockerfile may see, and end, what
 * else the daemon runs (`--oci-worker-no-process-sandbox`, which a rootless one needs in a container).
 * BUILDKITD_FLAGS takes that option's place, as in BuildKit's own image.
 */
export async function withBuildkitd<Result>(
  folder: string,
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  const [state, runtime] = [join(folder, "state"), join(folder, "run")];
  mkdirSync(runtime, { mode: 0o700 });
  const socket = join(folder, "b.sock");
  const isRoot = process.getuid?.() === 0;
  const flags = process.env.BUILDKITD_FLAGS ?? "--oci-worker-no-process-sandbox";
  const daemon = [
    ...["buildkitd", ...(isRoot ? [] : ["--rootless"]), "--addr", `unix://${socket}`],
    ...["--root", state, ...flags.split(/\s+/).filter((flag) => flag !== "")],
  ];
  // Root needs no namespace of its own, and has no range of ids to make one with.
  const [command = "", ...args] = isRoot ? daemon : ["rootlesskit", "--net=host", ...daemon];
  const child = spawn(command, args, {
    env: environmentOf(runtime),
    stdio: ["ignore", "ignore", "pipe"],
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  const kill = () => killGroup(child, "SIGKILL");
  process.once("exit", kill);
  try {
    await untilReady(command, child, socket);
    return await use(`unix://${socket}`);
  } finally {
    process.off("exit", kill);
    await end(child);
    // Its files belong to ids of the user's range, whom only a namespace can name.
    if (!isRoot) await run("rootlesskit", ["rm", "-rf", state]).catch(() => {});
  }
}

/** Nothing of the job's own: what the daemon does not know it can tell nobody. */
function environmentOf(runtime: string): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
  const passed = [...names, ...proxies, ...proxies.map((name) => name.toLowerCase())];
  return {
    ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
    // By USER it tells whether it may write where root's daemon does.
    ...{ USER: userName(), XDG_RUNTIME_DIR: runtime },
  };
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "slipway";
  }
}

async function untilReady(command: string, child: ChildProcess, socket: string): Promise<void> {
  const said: string[] = [];
  let error: UserError | undefined;
  child.once("error", () => (error = new UserError(missing(command))));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const deadline = Date.now() + startLimit;
  while (!(await answers(socket))) {
    if (error) throw error;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw new UserError(startFailure(said.join("").trim().split("\n")));
    }
    await sleep(50);
  }
}

/** Its own error is one line, with a trace of Go's behind it. */
function startFailure(lines: string[]): string {
  const own = lines.find((line) => line.startsWith("buildkitd: "));
  const shown = own ? [own] : lines.slice(-5);
  const why = refusalOf(lines);
  const told = ["buildkitd does not start.", ...(why === undefined ? [] : [why])].join(" ");
  return [told, ...shown.map((line) => `  ${printable(line)}`)].join("\n");
}

/** The socket is there a moment before anybody listens. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => resolve(true));
    connection.once("error", () => resolve(false));
    connection.once("connect", () => connection.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<true>((resolve) => child.once("exit", () => resolve(true)));
  // At the first signal it waits for whom it knows, at the second it leaves: its work is done.
  child.kill("SIGTERM");
  if (await Promise.race([gone, sleep(200, false)])) return;
  child.kill("SIGTERM");
  if (await Promise.race([gone, sleep(stopLimit, false)])) return;
  killGroup(child, "SIGKILL");
  await gone;
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
