import type { Store } from "../../store.ts";
import { cancel, moveOn } from "../lifecycle.ts";
import type { Pipeline } from "../model.ts";
import { settingsOf } from "../settings.ts";
import { ciOf, jobsOf, projectOf } from "../state.ts";
import { active, complete } from "../status.ts";

/**
 * Cancels what a newer pipeline of the same ref makes needless in older ones
 * (`Ci::PipelineCreation::CancelRedundantPipelinesService`). `conservative`: the whole pipeline, if
 * none of its jobs that may not be interrupted has begun; `interruptible`: those jobs that may be.
 */
export function cancelOlder(store: Store, pipeline: Pipeline): void {
  const project = projectOf(store, pipeline);
  if (settingsOf(project).auto_cancel_pending_pipelines !== "enabled") return;
  if (pipeline.source === "schedule") return;
  const older = ciOf(store).pipelines.filter(
    (other) =>
      other.projectId === pipeline.projectId &&
      other.ref === pipeline.ref &&
      other.tag === pipeline.tag &&
      other.id < pipeline.id &&
      other.sha !== pipeline.sha &&
      other.source !== "schedule" &&
      !complete.includes(other.status),
  );
  for (const other of older) {
    const jobs = jobsOf(store, other);
    const left = jobs.filter(({ status }) => [...active, "created", "manual"].includes(status));
    const begun = jobs.some(
      ({ startedAt, options }) => startedAt !== null && !options.interruptible,
    );
    const redundant =
      other.onNewCommit === "interruptible"
        ? left.filter(({ options }) => options.interruptible)
        : other.onNewCommit === "conservative" && !begun
          ? left
          : [];
    for (const job of redundant) {
      // What only waits for somebody stays as it is, as GitLab's `cancelable` leaves it.
      if (job.status !== "manual") cancel(store, job);
    }
    if (redundant.length > 0) moveOn(store, other);
  }
}
