import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { exit, UserError } from "../terminal/exit.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import { connectionMessage, type Fault } from "./advice.ts";
import type { Target } from "./target.ts";

export interface Call {
  /** The stack that the server belongs to, for advice. */
  stack: string;
  server: Target;
  /** An OpenSSH private key, with its last newline. */
  privateKey: string;
  /** The one word that the forced command looks at. */
  action: string;
  /** What goes to the other side's standard input: secrets too, which is why it is not an argument. */
  input: string;
  /** A line of the other side's standard error, as it comes. */
  onLine: (line: string) => void;
  /** Milliseconds until the call is given up. Default: as long as the connection lives. */
  timeout?: number;
}

export interface Reply {
  /** The exit code of what ran on the server. */
  code: number;
  /** What it wrote to standard output. */
  output: string;
}

/** The server could not be talked to; what was asked of it may or may not have begun. */
export class Unreachable extends UserError {
  constructor(message: string) {
    super(message, exit.unreachable);
  }
}

/** An answer is a few kilobytes; more than this is not an answer. */
const mostOutput = 16 * 1024 * 1024;

/**
 * Runs one action on a server through the system's `ssh`: with this key and no other, and only if
 * the server shows a host key that is known. The user's own SSH configuration plays no part, so
 * that the same call works in the same way on a laptop and in a pipeline.
 *
 * @throws Unreachable when there was no connection, or it broke.
 */
export function call(request: Call): Promise<Reply> {
  return withTemporaryFolder(async (folder) => {
    const identity = join(folder, "key");
    const knownHosts = join(folder, "known_hosts");
    const log = join(folder, "log");
    writeFileSync(identity, request.privateKey, { mode: 0o600 });
    writeFileSync(knownHosts, request.server.knownHosts, { mode: 0o600 });
    const { code, output } = await run(
      sshArguments(request.server, request.action, { identity, knownHosts, log }),
      request,
    );
    if (code === 255) {
      const { stack, server } = request;
      throw new Unreachable(connectionMessage(faultOf(readLog(log)), stack, server));
    }
    return { code, output };
  });
}

interface Files {
  identity: string;
  knownHosts: string;
  /** Where ssh's own messages go, so that standard error is the other side's alone. */
  log: string;
}

function sshArguments(server: Target, action: string, files: Files): string[] {
  const options = {
    BatchMode: "yes",
    ...(server.alias === undefined ? {} : { HostKeyAlias: server.alias }),
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: files.knownHosts,
    GlobalKnownHostsFile: "none",
    UpdateHostKeys: "no",
    CheckHostIP: "no",
    IdentityFile: files.identity,
    IdentitiesOnly: "yes",
    IdentityAgent: "none",
    PreferredAuthentications: "publickey",
    ClearAllForwardings: "yes",
    ConnectTimeout: "10",
    // A switch can be silent for minutes; a dead connection is noticed within one.
    ServerAliveInterval: "15",
    ServerAliveCountMax: "4",
    LogLevel: "ERROR",
  };
  return [
    ...["-F", "none", "-T", "-E", files.log, "-p", String(server.port), "-l", server.user],
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...["--", server.address, action],
  ];
}

function run(args: string[], request: Call): Promise<Reply> {
  const child = spawn("ssh", args, {
    // A session of its own: Ctrl-C in a terminal is for slipway, which decides what becomes of it.
    detached: true,
    // Nothing else of ours is its business, least of all a passphrase. LC_ALL: `faultOf` reads it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: "C" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const kill = () => child.kill();
  process.once("exit", kill);
  return new Promise<Reply>((resolve, reject) => {
    const { server, timeout } = request;
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            child.kill();
            const seconds = Math.round(timeout / 1000);
            reject(new Unreachable(`${server.name} did not answer within ${seconds} s.`));
          }, timeout);
    let output = "";
    const decoder = new StringDecoder("utf8");
    child.stdout.on("data", (chunk: Buffer) => {
      output += decoder.write(chunk);
      if (output.length <= mostOutput) return;
      child.kill();
      reject(new Unreachable(`${server.name} answered more than an answer can be; gave up.`));
    });
    relayLines(child.stderr, request.onLine);
    // A server that refuses at once closes its end before all was said; the exit code tells why.
    child.stdin.on("error", () => {});
    child.stdin.end(request.input);
    child.on("error", () => {
      reject(
        new UserError(
          "`ssh` could not be started. Install OpenSSH's client (Debian: apt-get install openssh-client).",
        ),
      );
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 255, output });
    });
  }).finally(() => process.off("exit", kill));
}

function relayLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}

function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** What ssh said, as one of the ways in which a connection fails. */
function faultOf(log: string): Fault {
  if (/host key verification failed|identification has changed/i.test(log)) {
    return { kind: "host key" };
  }
  // Before what follows from it: without a key, no log-in.
  if (/invalid format|error in libcrypto|load key/i.test(log)) return { kind: "key" };
  if (/permission denied/i.test(log)) return { kind: "login" };
  const lost =
    /timeout, server|closed by remote|broken pipe|connection reset|connection to .* closed/i;
  if (lost.test(log)) return { kind: "lost" };
  const said = log
    .split("\n")
    .map((line) => line.replace(/^ssh: /, "").trim())
    .filter((line) => line !== "");
  return { kind: "unreachable", said: said.at(-1) ?? "the connection broke" };
}
