import type { Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** What GitLab takes of one pipeline: its defaults, which only an instance's administrator changes. */

export const pipelineLimitRules = {
  "pipeline.needs":
    "An app has at most 48 tests: GitLab lets a job wait for 50, and the build is two of them.",
  "pipeline.jobs": "An app's pipeline has at most 500 jobs.",
} as const satisfies Record<string, string>;

/** `ci_needs_size_limit` of GitLab's plan limits. */
export const mostNeeds = 50;
/** `ci_pipeline_size` on GitLab.com's free plan; a self-managed GitLab has no limit of its own. */
export const mostJobs = 500;

/** The jobs that `release` waits for besides the tests: `inputs` and `build`. */
const besides = 2;

/** How many jobs the pipeline's file has. A test holds it to what is written. */
export function countJobs(tests: number, doors: readonly boolean[]): number {
  // Each environment: its deploy, its record, its rollback, and the pull while its door is closed.
  return 3 + tests + doors.reduce((sum, isDoor) => sum + (isDoor ? 4 : 3), 0);
}

export function checkPipelineLimits(platform: Stack): Problem[] {
  const environments = keysAt(platform, ["slipway:environments"]);
  const doors = environments.map(
    (name) => textAt(platform, ["slipway:environments", name, "deploy"]) === "manual",
  );
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const path = ["slipway:apps", app, "test"];
    const tests = keysAt(platform, path).length;
    if (tests > mostNeeds - besides) {
      const message = `\`${app}\` has ${tests} tests, and GitLab lets no job wait for as many.`;
      const allowed = `at most ${mostNeeds - besides}`;
      const fix = "run several of them in one.";
      return [complain(platform, path, { rule: "pipeline.needs", message, allowed, fix }, "key")];
    }
    const jobs = countJobs(tests, doors);
    if (jobs <= mostJobs) return [];
    const message = `The pipeline of \`${app}\` would have ${jobs} jobs.`;
    const fix = "take out environments or tests.";
    const complaint = {
      rule: "pipeline.jobs",
      message,
      allowed: `at most ${mostJobs}`,
      fix,
    } as const;
    return [complain(platform, ["slipway:apps", app], complaint, "key")];
  });
}
