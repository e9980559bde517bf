import type { Fault } from "./advice.ts";

/** What ssh said, as one of the ways in which a connection fails. */
export function faultOf(log: string): Fault {
  if (/host key verification failed|identification has changed/i.test(log)) {
    return { kind: "host key" };
  }
  // Before what follows from it: without a key, no log-in.
  if (/invalid format|error in libcrypto|load key/i.test(log)) return { kind: "key" };
  if (/permission denied/i.test(log)) return { kind: "login" };
  const said = lastLine(log);
  // Before a log-in nothing is asked, and so nothing has begun.
  if (/kex_exchange_identification|banner exchange|during banner/i.test(log)) {
    return { kind: "unreachable", said };
  }
  const lost =
    /timeout, server|closed by remote|broken pipe|connection reset|connection to .* closed/i;
  // Each way to fail until the log-in is an error. A server that answers no more afterwards is none to ssh.
  if (said === "" || lost.test(log)) return { kind: "lost" };
  return { kind: "unreachable", said };
}

function lastLine(log: string): string {
  const lines = log.split("\n").map((line) => line.replace(/^ssh: /, "").trim());
  return lines.filter((line) => line !== "").at(-1) ?? "";
}
