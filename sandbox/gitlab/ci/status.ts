import type { Status } from "./model.ts";

/** What of a job counts for the status of what holds it, or waits for it. */
export interface Counted {
  status: Status;
  allowFailure: boolean;
}

/** Over, for better or worse. */
export const complete: readonly Status[] = ["success", "failed", "canceled", "skipped"];

/** Something that a runner has, or that waits for one. */
export const active: readonly Status[] = ["waiting_for_resource", "pending", "running"];

/**
 * The one status of several jobs: of a stage's, a pipeline's, or of those that a job waits for
 * (`Gitlab::Ci::Status::Composite`). None at all have succeeded.
 *
 * @param needs whether they are a job's `needs`, of which each must have run
 */
export function composite(jobs: readonly Counted[], needs = false): Status {
  const found = new Set(jobs.map(counted));
  if (found.size === 0) return "success";
  const some = (...names: Word[]) => names.some((name) => found.has(name));
  const only = (...names: Word[]) => [...found].every((name) => names.includes(name));
  const fine = ["success_with_warnings", "ignored"] as const;

  if (needs && some("skipped", "ignored")) return "skipped";
  if (needs && !only("success", "failed", "canceled", "skipped", "success_with_warnings")) {
    return "pending";
  }
  if (only("skipped", "ignored")) return "skipped";
  if (only("success", "skipped", ...fine)) return "success";
  if (some("created") && only("created", ...fine)) return "created";
  if (only("canceled", "success", "skipped", ...fine)) return "canceled";
  if (only("pending", "created", "skipped", ...fine)) return "pending";
  if (some("canceling")) return "canceling";
  if (some("running", "pending")) return "running";
  if (some("waiting_for_resource")) return "waiting_for_resource";
  if (some("manual")) return "manual";
  if (some("created")) return "running";
  return "failed";
}

type Word = Status | "success_with_warnings" | "ignored";

function counted({ status, allowFailure }: Counted): Word {
  if (!allowFailure) return status;
  if (status === "failed" || status === "canceled") return "success_with_warnings";
  return status === "manual" ? "ignored" : status;
}

/**
 * What becomes of a job when those before it have come to an end (`Ci::ProcessBuildService`): it
 * begins, waits for somebody, or is skipped. Undefined: they have not.
 */
export function turn(
  job: { when: string; hasNeeds: boolean },
  before: Status,
): "begin" | "wait" | "skip" | undefined {
  if (!complete.includes(before)) return undefined;
  if (!fitting(job).includes(before)) return "skip";
  return job.when === "manual" ? "wait" : "begin";
}

function fitting({ when, hasNeeds }: { when: string; hasNeeds: boolean }): Status[] {
  if (when === "on_failure") return ["failed"];
  if (when === "always") return ["success", "failed", "skipped"];
  if (when === "never") return [];
  return hasNeeds ? ["success"] : ["success", "skipped"];
}
