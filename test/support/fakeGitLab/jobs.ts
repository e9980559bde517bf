import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../../../sandbox/runner/job.ts";
import type { FakeGitLab } from "./server.ts";

/** A project's repository with one commit: its files, by path. */
export function makeRepository(root: string, path: string, files: Record<string, string>): string {
  const bare = join(root, `${path}.git`);
  const work = join(root, `${path}.work`);
  mkdirSync(work, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", work, ...args], { encoding: "utf8", stdio: "pipe" }).trim();
  git("init", "--initial-branch=main");
  for (const [name, content] of Object.entries(files)) writeFileSync(join(work, name), content);
  git("add", ".");
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  git(...author, "commit", "--message", "Begin");
  execFileSync("git", ["clone", "--quiet", "--bare", work, bare], { stdio: "pipe" });
  return git("rev-parse", "HEAD");
}

let last = 0;

/** A job as GitLab hands it out; what a test cares about it says. */
export function jobOf(gitlab: FakeGitLab, sha: string, script: string[], more: More = {}): Job {
  const id = ++last;
  const token = `glcbt-64_job${id}-0123456789abcdef`;
  const repository = new URL("acme/shop.git", gitlab.url);
  [repository.username, repository.password] = ["gitlab-ci-token", token];
  const step = { name: "script", script, timeout: 60, when: "on_success", allow_failure: false };
  const after = { ...step, name: "after_script", when: "always", allow_failure: true };
  return {
    id,
    token,
    job_info: { name: "unit", stage: "test", project_id: 7, project_name: "shop" },
    git_info: {
      repo_url: repository.href,
      ref: "main",
      sha,
      refspecs: ["+refs/heads/main:refs/remotes/origin/main"],
      depth: 20,
    },
    runner_info: { timeout: more.timeout ?? 60 },
    variables: [
      { key: "CI_JOB_TOKEN", value: token, masked: true },
      { key: "CI_COMMIT_SHA", value: sha, public: true },
      ...(more.variables ?? []),
    ],
    steps: [step, ...(more.after ? [{ ...after, script: more.after }] : [])],
    services: more.services ?? [],
    artifacts: more.artifacts ?? [],
    cache: more.cache ?? [],
    dependencies: more.dependencies ?? [],
    credentials: more.credentials ?? [],
    features: { trace_sections: true, failure_reasons: more.reasons ?? [] },
  } as Job;
}

interface More extends Partial<
  Pick<Job, "variables" | "services" | "artifacts" | "cache" | "dependencies" | "credentials">
> {
  after?: string[];
  timeout?: number;
  reasons?: string[];
}
