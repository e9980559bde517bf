import type { Job, Runner } from "../model.ts";

/** Whether a runner takes a job (`Gitlab::Ci::Matching::RunnerMatcher`). */
export function takes(runner: Runner, job: Job): boolean {
  return (
    !runner.paused &&
    (runner.accessLevel !== "ref_protected" || job.protected) &&
    (runner.runUntagged || job.tags.length > 0) &&
    job.tags.every((tag) => runner.tags.includes(tag)) &&
    (runner.type !== "project_type" || runner.projectIds.includes(job.projectId))
  );
}
