import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../terminal/isObject.ts";
import { withTemporaryFolder } from "../../terminal/temporary.ts";
import { git } from "../git.ts";
import { repositoryOf } from "../repository.ts";

/** Merge requests between two commits. */
export interface Changes {
  mergeRequests: { iid: number; title: string; url: string }[];
  /** Whether they are what a change took back. */
  isBack: boolean;
  /** Whether the environment's own branch has never held these files: a hotfix on another one. */
  isAhead: boolean;
}

/** GitLab answers at once, or a message goes without. */
const patience = 10_000;

/**
 * What the commits between two releases came with. A job's token may list merge requests and clone, and
 * not compare commits (doc/ci/jobs/ci_job_token.md), so the history is fetched without any file, and
 * tells which merge requests are in it.
 *
 * @param own the branch that the environment is of. Default: the job's own
 * @throws Error where GitLab or git does not tell
 */
export async function changesBetween(
  before: string,
  after: string,
  job: NodeJS.ProcessEnv,
  own?: string,
): Promise<Changes> {
  const { commits, ...how } = await commitsBetween(before, after, job, own);
  if (commits.size === 0) return { mergeRequests: [], ...how };
  const url = `${job.CI_API_V4_URL}/projects/${job.CI_PROJECT_ID}/merge_requests`;
  const query = "state=merged&order_by=updated_at&sort=desc&per_page=100";
  const answer = await fetch(`${url}?${query}`, {
    headers: { "job-token": job.CI_JOB_TOKEN ?? "" },
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) throw new Error(`GitLab answers ${answer.status} for its merge requests`);
  const list: unknown = await answer.json();
  const found = (Array.isArray(list) ? (list as unknown[]) : []).filter(isObject);
  const mergeRequests = found
    .filter(({ merge_commit_sha: merge, squash_commit_sha: squash, sha }) =>
      [merge, squash, sha].some((one) => typeof one === "string" && commits.has(one)),
    )
    .map(({ iid, title, web_url }) => ({
      iid: Number(iid),
      title: String(title),
      url: String(web_url),
    }));
  return { mergeRequests, ...how };
}

async function commitsBetween(
  before: string,
  after: string,
  job: NodeJS.ProcessEnv,
  own = job.CI_COMMIT_BRANCH,
): Promise<{ commits: Set<string> } & Omit<Changes, "mergeRequests">> {
  const { url, header } = repositoryOf(job.CI_REPOSITORY_URL ?? "");
  return withTemporaryFolder(async (folder) => {
    const clone = join(folder, "history");
    mkdirSync(clone);
    await git(clone, ["init", "--quiet", "--bare"]);
    const branches = [...new Set([job.CI_COMMIT_BRANCH, own])];
    const refs = branches.map((branch) => `refs/heads/${branch}:refs/heads/${branch}`);
    const fetching = ["fetch", "--quiet", "--no-tags", "--filter=tree:0", url, ...refs];
    await git(clone, fetching, "", header);
    const list = async (...words: string[]) => {
      const listed = await git(clone, words);
      return new Set(listed.toString("utf8").split("\n").filter(Boolean));
    };
    // By the files and not by the commits: merging develop into main makes a commit of main's own.
    const [files] = await list("log", "-1", "--format=%T", after);
    const held = await list("log", "--format=%T", `refs/heads/${own}`);
    const isAhead = !held.has(files ?? "");
    const forth = await list("rev-list", `${before}..${after}`);
    if (forth.size > 0) return { commits: forth, isBack: false, isAhead };
    return { commits: await list("rev-list", `${after}..${before}`), isBack: true, isAhead };
  });
}
