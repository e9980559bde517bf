import { spawn, type ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { exit, UserError } from "../terminal/exit.ts";

/** What goes to an ssh process, and how it is listened to. */
export interface Conversation {
  /** The server's name, for errors. */
  name: string;
  /** What goes to the other side's standard input: secrets too, which is why it is not an argument. */
  input: string;
  /** A line of the other side's standard error, as it comes. */
  onLine: (line: string) => void;
  /** Takes the other side's standard output line by line, as it comes; the reply has none of it then. */
  onOutput?: (line: string) => void;
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
  /** Whether it is there, and knows nothing of this stack: neither its key nor slipway-host. */
  readonly isStrange: boolean;

  constructor(message: string, { isStrange = false } = {}) {
    super(message, exit.unreachable);
    this.isStrange = isStrange;
  }
}

/** An answer is a few kilobytes; more than this is not an answer. */
const mostOutput = 16 * 1024 * 1024;

/** They end with this process. One listener for all: a roll-out may speak to many servers at once. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill()));

/** Runs ssh to its end. Its exit code is that of what ran on the server, or 255. */
export function runSsh(args: string[], request: Conversation): Promise<Reply> {
  const child = spawn("ssh", args, {
    // A session of its own: Ctrl-C in a terminal is for slipway, which decides what becomes of it.
    detached: true,
    // Nothing else of ours is its business, least of all a passphrase. LC_ALL: `faultOf` reads it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: "C" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  running.add(child);
  return new Promise<Reply>((resolve, reject) => {
    const { name, timeout } = request;
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            child.kill();
            const seconds = Math.round(timeout / 1000);
            reject(new Unreachable(`${name} did not answer within ${seconds} s.`));
          }, timeout);
    let output = "";
    const decoder = new StringDecoder("utf8");
    const tooMuch = () => {
      child.kill();
      reject(new Unreachable(`${name} answered more than an answer can be; gave up.`));
    };
    if (request.onOutput) relayLines(child.stdout, request.onOutput, tooMuch);
    else
      child.stdout.on("data", (chunk: Buffer) => {
        output += decoder.write(chunk);
        if (output.length > mostOutput) tooMuch();
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
  }).finally(() => running.delete(child));
}

function relayLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  tooLong: () => void = () => {},
): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > mostOutput) tooLong();
    lines.forEach(onLine);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
