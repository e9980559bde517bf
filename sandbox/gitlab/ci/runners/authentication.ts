import type { Context } from "hono";
import { ApiError, forbidden } from "../../errors.ts";
import type { Store } from "../../store.ts";
import { hashed } from "../jobTokens.ts";
import type { Job, Runner } from "../model.ts";
import { ciOf } from "../state.ts";

/** @throws ApiError 403 */
export function runnerOf(store: Store, token: unknown): Runner {
  const hash = hashed(String(token));
  const found = ciOf(store).runners.find((runner) => runner.tokenHash === hash);
  if (!found) throw forbidden();
  return found;
}

/**
 * The job whose own token came with a request. The answer tells the runner what became of it: one
 * that was canceled meanwhile ends there.
 *
 * @throws ApiError 403, of which `Job-Status` is a header
 */
export function jobOf(store: Store, context: Context, token: unknown): Job {
  const id = Number(context.req.param("id"));
  const job = ciOf(store).jobs.find((one) => one.id === id);
  const given = context.req.header("job-token") ?? token;
  if (!job || typeof given !== "string") throw forbidden();
  context.header("Job-Status", job.status);
  if (job.tokenHash === null)
    throw new ApiError(403, { message: "403 Forbidden - Job is not running" });
  if (job.tokenHash !== hashed(given)) throw forbidden();
  return job;
}

/** A running job that asks for something, by its token only. @throws ApiError 403 */
export function runningJobOf(store: Store, context: Context, token: unknown): Job {
  const given = context.req.header("job-token") ?? token;
  const hash = typeof given === "string" ? hashed(given) : undefined;
  const job = ciOf(store).jobs.find((one) => one.tokenHash !== null && one.tokenHash === hash);
  if (!job) throw forbidden();
  return job;
}
