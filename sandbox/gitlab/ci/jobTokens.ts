import { createHash, randomBytes } from "node:crypto";
import type { Store } from "../store.ts";
import type { Job } from "./model.ts";
import { ciOf } from "./state.ts";

/** A new token of a job, which nobody but its runner gets to know. */
export function newJobToken(): string {
  return `glcbt-64_${randomBytes(15).toString("base64url")}`;
}

export function hashed(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The job that a token was given to, as long as it runs. */
export function jobOfToken(store: Store, token: string): Job | undefined {
  const hash = hashed(token);
  return ciOf(store).jobs.find(
    (job) => job.tokenHash === hash && (job.status === "running" || job.status === "canceling"),
  );
}
