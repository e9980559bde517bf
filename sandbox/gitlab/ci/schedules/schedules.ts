import { Cron } from "croner";
import type { Store } from "../../store.ts";
import { hasTag } from "../git.ts";
import { resolve } from "../../repositories.ts";
import type { Schedule } from "../model.ts";
import { createPipeline } from "../pipelines/create.ts";
import { ciOf, projectOf } from "../state.ts";

/** When a schedule comes next, or undefined if cron does not read it. */
export function nextRun(cron: string, timezone: string, after = new Date()): string | undefined {
  try {
    return new Cron(cron, { timezone, paused: true }).nextRun(after)?.toISOString();
  } catch {
    return undefined;
  }
}

/** Starts a schedule's pipeline in its owner's name; its variables are read with each job. */
export function runSchedule(store: Store, schedule: Schedule): void {
  const project = projectOf(store, schedule);
  const folder = store.repository(project);
  const ref = schedule.ref.replace(/^refs\/(heads|tags)\//, "");
  const sha = resolve(folder, ref);
  if (sha === undefined) return;
  const outcome = createPipeline(store, {
    ...{ project, user: store.user(schedule.ownerId), ref, sha, tag: hasTag(folder, ref) },
    ...{ source: "schedule", scheduleId: schedule.id },
  });
  if ("pipeline" in outcome) schedule.lastPipelineId = outcome.pipeline.id;
}

/** Runs what is due, each once however long ago that was. @returns whether anything was */
export function runDue(store: Store, now = Date.now()): boolean {
  const due = ciOf(store).schedules.filter(
    ({ active, nextRunAt }) => active && nextRunAt !== null && Date.parse(nextRunAt) <= now,
  );
  for (const schedule of due) {
    schedule.nextRunAt = nextRun(schedule.cron, schedule.cronTimezone, new Date(now)) ?? null;
    runSchedule(store, schedule);
  }
  return due.length > 0;
}
