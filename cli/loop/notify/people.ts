import { isObject } from "../../terminal/isObject.ts";

/** Who stands behind a change. */
export interface People {
  /** Of the commit. */
  author?: string | undefined;
  /** Of the job, or of what was done by hand. */
  starter?: string | undefined;
}

/** GitLab answers at once, or a message goes without. */
const patience = 10_000;

/**
 * Who wrote a job's commit, and who started the job.
 *
 * Not as CI_COMMIT_AUTHOR and GITLAB_USER_NAME say it: a runner replaces references to other variables in
 * those two (gitlab-runner, common/spec/variables.go), and whoever may choose their own name may call
 * themselves `$DB_PASSWORD`. What GitLab answers to the job's token (doc/api/jobs.md, "Get job token's
 * job") has their names as they are.
 *
 * @throws Error where GitLab does not tell
 */
export async function peopleOf(job: NodeJS.ProcessEnv): Promise<People> {
  const answer = await fetch(`${job.CI_API_V4_URL}/job`, {
    headers: { "job-token": job.CI_JOB_TOKEN ?? "" },
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) throw new Error(`GitLab answers ${answer.status} for this job`);
  const told: unknown = await answer.json();
  const of = (who: string, name: string) => {
    const one = isObject(told) ? told[who] : undefined;
    const value = isObject(one) ? one[name] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  return { author: of("commit", "author_name"), starter: of("user", "name") };
}
