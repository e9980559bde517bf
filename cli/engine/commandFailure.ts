import type { Fault } from "../servers/advice.ts";
import { isObject } from "../terminal/isObject.ts";

/** What the command provider's connection failed of. Its words are those of Go's ssh client. */
export function commandFault(message: string): Fault | undefined {
  if (/failed to parse host key/.test(message)) return { kind: "no host key" };
  if (/host key mismatch|no common algorithm for host key/.test(message)) {
    return { kind: "host key" };
  }
  if (/unable to authenticate/.test(message)) return { kind: "login" };
  if (
    /ssh: (no key found|short read|invalid openssh|this private key|cannot decode)/.test(message)
  ) {
    return { kind: "key" };
  }
  if (/exited without exit status|connection reset|broken pipe/.test(message)) {
    return { kind: "lost" };
  }
  const [, dialled] = /dial tcp(?: \S+)?: (?:connect: )?(.*)$/m.exec(message) ?? [];
  const [, shaken] = /ssh: handshake failed: (.*)$/m.exec(message) ?? [];
  const said = dialled ?? shaken;
  return said === undefined ? undefined : { kind: "unreachable", said };
}

/** What a command said that ended with another status than 0. */
export interface HostFailure {
  message: string;
  /** The last lines of what failed. */
  log: string[];
}

/** Lines of a command that has no answer to tell. */
const mostLines = 20;

/**
 * Takes a failed command's output apart: `Process exited with status 10: running "apply":`, then its
 * progress, and slipway-host's answer in a line of its own: the last one, or before the last words of
 * the progress, since SSH carries the two apart. The answer says all that is to be said.
 */
export function hostFailure(message: string): HostFailure | undefined {
  const [, status, signal, output = ""] =
    /Process exited with status (\d+)(?: from signal (\w+))?: running "(?:[^"\\]|\\.)*":\n?([^]*)$/.exec(
      message,
    ) ?? [];
  if (status === undefined) return undefined;
  const lines = output.trimEnd().split("\n");
  const answers = lines.flatMap((line) => parse(line, Number(status)) ?? []);
  if (answers.length > 0) return answers.at(-1);
  const ended = signal ? `it was ended by SIG${signal}` : `it ended with ${status}`;
  return { message: `${ended}, and gave no answer.`, log: lines.slice(-mostLines) };
}

/** @param code what the command ended with, and so its answer's */
function parse(line: string, code: number): HostFailure | undefined {
  try {
    const answer: unknown = JSON.parse(line);
    if (!isObject(answer) || answer.code !== code) return undefined;
    if (typeof answer.message !== "string") return undefined;
    const log = isObject(answer.failure) ? answer.failure.log : undefined;
    const lines = Array.isArray(log) ? log.filter((each) => typeof each === "string") : [];
    return { message: answer.message, log: lines };
  } catch {
    return undefined;
  }
}
