import { join } from "node:path";
import type { Job } from "./job.ts";
import type { Slot } from "./slot.ts";

/** Where a job's files are (gitlab-runner, common/build.go). */
export interface Place {
  /** The slot's, of all projects. */
  builds: string;
  /** The checkout: CI_PROJECT_DIR. */
  project: string;
  /** Beside it: files of variables, git's configuration with the credential. */
  temporary: string;
  /** The cache's archives of this project. */
  cache: string;
}

export function placeOf(job: Job, slot: Slot, runner: { token: string; cache: string }): Place {
  const path = new URL(job.git_info.repo_url).pathname.replace(/\.git$/, "");
  const empty = strategyOf(job) === "empty" ? "-empty" : "";
  const builds = join(slot.home, "builds");
  const project = join(builds, shortToken(runner.token), String(slot.index), `${path}${empty}`);
  return { builds, project, temporary: `${project}.tmp`, cache: join(runner.cache, path) };
}

export type GitStrategy = "fetch" | "clone" | "none" | "empty";

/** GIT_STRATEGY of the job; what is no strategy is a fetch, as with gitlab-runner. */
export function strategyOf(job: Job): GitStrategy {
  const value = job.variables.findLast(({ key }) => key === "GIT_STRATEGY")?.value;
  const known = ["fetch", "clone", "none", "empty"] as const;
  return known.find((strategy) => strategy === value) ?? "fetch";
}

/** What of a runner's token is no secret: GitLab shows it too. */
export function shortToken(token: string): string {
  return token.replace(/^glrt-(t\d_)?/, "").slice(0, 9);
}
