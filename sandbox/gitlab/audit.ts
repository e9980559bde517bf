import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One request, without its body, its headers or anything else that could hold a secret. */
export interface AuditEntry {
  time: string;
  method: string;
  /** Path and query, as they were sent. */
  path: string;
  status: number;
}

export function record(folder: string, entry: AuditEntry): void {
  appendFileSync(join(folder, "requests.jsonl"), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

/** Every request that the sandbox's GitLab of this folder has answered, in order. */
export function readRequests(folder: string): AuditEntry[] {
  const path = join(folder, "requests.jsonl");
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditEntry);
}

/** Whether a request could have changed anything. */
export function isWrite(entry: AuditEntry): boolean {
  return !["GET", "HEAD"].includes(entry.method);
}
