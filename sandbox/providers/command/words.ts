import { constants } from "node:os";
import type { Connection } from "./inputs.ts";

/** Why a connection failed, in the words of Go's ssh client, on which the real plugin is built. */
export function wordsOf(error: unknown, connection: Connection): string {
  const { host, port, privateKey, hostKey = "" } = connection;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("ECONNREFUSED")) {
    return `dial tcp ${host}:${port}: connect: connection refused`;
  }
  const refused = /Channel open failure: (.*)/.exec(message)?.[1];
  if (refused !== undefined) return `ssh: rejected: connect failed (${refused})`;
  return `ssh: handshake failed: ${handshake()}`;

  function handshake(): string {
    if (message.includes("Host denied")) return "ssh: host key mismatch";
    if (message.includes("authentication methods failed")) {
      const attempted = privateKey === undefined ? "none" : "none publickey";
      return `ssh: unable to authenticate, attempted methods [${attempted}], no supported methods remain`;
    }
    if (message.includes("no matching host key")) {
      return `ssh: no common algorithm for host key; we offered: [${hostKey.split(" ")[0]}]`;
    }
    if (message.includes("Connection lost before handshake")) return "EOF";
    if (message.includes("ECONNRESET")) {
      return `read tcp ${host}:${port}: read: connection reset by peer`;
    }
    return message;
  }
}

/** The signals that Go's ssh client has numbers for: those that RFC 4254 names. */
const signals = "ABRT ALRM FPE HUP ILL INT KILL PIPE QUIT SEGV TERM".split(" ");

/** How a command ended, in the same words; undefined when it went well. */
export function failureOf(status?: number | null, signal?: string): string | undefined {
  if (status === 0) return undefined;
  if (typeof status === "number") return `Process exited with status ${status}`;
  if (!signal) return "wait: remote command exited without exit status or exit signal";
  const name = signal.replace(/^SIG/, "");
  const number = signals.includes(name) ? constants.signals[`SIG${name}` as NodeJS.Signals] : 0;
  return `Process exited with status ${128 + number} from signal ${name}`;
}
