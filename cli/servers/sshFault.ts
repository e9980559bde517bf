import type { Fault } from "./advice.ts";

/** What ssh said, as one of the ways in which a connection fails. */
export function faultOf(log: string): Fault {
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
