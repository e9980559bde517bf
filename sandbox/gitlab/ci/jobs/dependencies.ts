import type { Store } from "../../store.ts";
import type { Job } from "../model.ts";
import { jobsOf, pipelineOf } from "../state.ts";

/**
 * The jobs whose artifacts a job gets: those that it needs with artifacts, those that `dependencies`
 * lists, or without either all of the stages before.
 */
export function dependenciesOf(store: Store, job: Job): Job[] {
  const jobs = jobsOf(store, pipelineOf(store, job));
  const { needs } = job;
  const { dependencies } = job.options;
  const needed = needs
    ? jobs.filter((other) => needs.some((need) => need.artifacts && need.job === other.name))
    : jobs.filter((other) => other.stageIndex < job.stageIndex);
  if (dependencies === undefined) return needed;
  return needed.filter(({ name }) => dependencies.includes(name));
}

/** Whether what a job is to get is there no more: erased, or past its time. */
export function lacksArtifacts(store: Store, job: Job): boolean {
  const now = Date.now();
  return dependenciesOf(store, job).some(
    (other) =>
      other.status === "success" &&
      (other.erasedAt !== null ||
        other.artifacts.some(
          ({ type, expireAt }) =>
            type === "archive" && expireAt !== null && Date.parse(expireAt) <= now,
        )),
  );
}
