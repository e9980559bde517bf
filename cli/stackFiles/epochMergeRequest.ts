import { git } from "../loop/git.ts";
import { ask, gitlabWords, NoAnswer } from "../registry/ask.ts";
import { exit, UserError } from "../terminal/exit.ts";
import type { RaisedFile } from "./epoch.ts";

/** One at a time: what is open is not proposed again. */
const branch = "slipway-epoch";

const variables = [
  ...["CI_API_V4_URL", "CI_PROJECT_ID", "CI_COMMIT_SHA", "CI_DEFAULT_BRANCH"],
  "SLIPWAY_EPOCH_TOKEN",
] as const;

export interface EpochMergeRequest {
  iid: number;
  url: string;
  /** Whether it was made now; an open one is left as it is. */
  made: boolean;
}

/**
 * In a job of the environments' repository: proposes the raised epochs by a merge request into its
 * default branch, unless one is open.
 *
 * @throws UserError where a variable is missing, or GitLab does not take it
 */
export async function proposeEpochs(
  { folder, file, text, apps }: RaisedFile,
  job: NodeJS.ProcessEnv = process.env,
): Promise<EpochMergeRequest> {
  const missing = variables.filter((name) => !job[name]);
  if (missing.length > 0) {
    throw new UserError(
      `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set. GitLab sets CI_… in every job; ` +
        "SLIPWAY_EPOCH_TOKEN is a token with the scope `api` of a Developer of the environments' project.",
    );
  }
  const target = job.CI_DEFAULT_BRANCH!;
  const open = await send(job, "GET", `merge_requests?${query(target)}`);
  const [there] = open as { iid: number; web_url: string }[];
  if (there) return { iid: there.iid, url: there.web_url, made: false };

  // Left by one that was closed; one that was merged has taken it along.
  await send(job, "DELETE", `repository/branches/${branch}`);
  const prefix = (await git(folder, ["rev-parse", "--show-prefix"])).toString("utf8").trim();
  const title = `Build ${apps.map(({ app }) => app).join(", ")} anew`;
  await send(job, "POST", "repository/commits", {
    ...{ branch, start_sha: job.CI_COMMIT_SHA, commit_message: title },
    actions: [{ action: "update", file_path: `${prefix}${file.name}`, content: text }],
  });
  const list = apps.map(({ app, epoch }) => `- \`${app}\`: epoch ${epoch}`).join("\n");
  const made = await send(job, "POST", "merge_requests", {
    ...{ source_branch: branch, target_branch: target, title, remove_source_branch: true },
    description:
      `${list}\n\nOnce this is merged and the platform is up, the next pipeline builds and tests ` +
      "anew, and takes in what base images and packages have become.",
  });
  const { iid, web_url: url } = made as { iid: number; web_url: string };
  return { iid, url, made: true };
}

function query(target: string): string {
  const wanted = { state: "opened", source_branch: branch, target_branch: target };
  return String(new URLSearchParams(wanted));
}

/** @throws UserError in GitLab's words */
async function send(
  job: NodeJS.ProcessEnv,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: object,
): Promise<unknown> {
  const url = `${job.CI_API_V4_URL}/projects/${job.CI_PROJECT_ID}/${path}`;
  const failed = (why: string, code: number = exit.problem) =>
    new UserError(`The merge request can't be made: ${why}.`, code);
  let answer: Response;
  try {
    answer = await ask(url, {
      method,
      headers: {
        "private-token": job.SLIPWAY_EPOCH_TOKEN!,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: new Uint8Array(Buffer.from(JSON.stringify(body))) } : {}),
    });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw failed(error.message, exit.unreachable);
  }
  const text = await answer.text();
  if (answer.ok) return text === "" ? undefined : (JSON.parse(text) as unknown);
  if (method === "DELETE" && answer.status === 404) return undefined;
  const advice =
    answer.status === 401 || answer.status === 403 || answer.status === 404
      ? ". SLIPWAY_EPOCH_TOKEN must have the scope `api`, and be that of a Developer of this project"
      : "";
  throw failed(
    `${method} ${path.split("?")[0]} is answered with ${answer.status}${gitlabWords(text)}${advice}`,
    answer.status >= 500 ? exit.unreachable : exit.problem,
  );
}
