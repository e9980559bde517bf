import { crc32 } from "node:zlib";
import type { Store } from "../../store.ts";
import { appendTrace, clearTrace, readTrace, traceLength } from "../files.ts";
import type { Job } from "../model.ts";

/**
 * Appends what a runner sent, if it goes on where the trace ends (`Ci::AppendBuildTraceService`).
 *
 * @param range `0-2017`: the first and the last byte
 * @returns whether it did, and the length so far
 */
export function append(
  store: Store,
  job: Job,
  range: string,
  bytes: Uint8Array,
): { fits: boolean; length: number } {
  const start = Number.parseInt(range, 10);
  const length = traceLength(store, job);
  if (start !== length) return { fits: false, length };
  appendTrace(store, job, bytes);
  return { fits: true, length: length + bytes.length };
}

/**
 * Whether a trace is what its runner sent. One that is shorter is still on its way; another one is
 * dropped, and sent again.
 */
export function verify(
  store: Store,
  job: Job,
  { checksum, bytesize }: { checksum?: string; bytesize?: number },
): "whole" | "incomplete" | "wrong" {
  const bytes = readTrace(store, job);
  if (bytesize !== undefined && bytesize > bytes.length) return "incomplete";
  const [, wanted] = /^crc32:([0-9a-f]+)$/i.exec(checksum ?? "") ?? [];
  const isWrong =
    (bytesize !== undefined && bytesize < bytes.length) ||
    (wanted !== undefined && Number.parseInt(wanted, 16) !== crc32(bytes));
  if (!isWrong) return "whole";
  clearTrace(store, job);
  return "wrong";
}

/** The last number that a job's `coverage` finds in its trace (`Gitlab::Ci::Trace#extract_coverage`). */
export function coverageIn(trace: string, pattern: string | undefined): number | null {
  if (pattern === undefined) return null;
  const plain = trace.replaceAll(/\u001b\[[0-9;]*[a-zA-Z]/g, "");
  for (const line of plain.split("\n").reverse()) {
    const found = new RegExp(pattern).exec(line);
    const number = found && /\d+(?:\.\d+)?/.exec(found[1] ?? found[0]);
    if (number) return Number(number[0]);
  }
  return null;
}
