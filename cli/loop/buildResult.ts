import { ask, NoAnswer } from "../registry/ask.ts";
import { UserError, exit } from "../terminal/exit.ts";
import { buildFile, jobFolder, parseJobFile, type BuildFile } from "./jobFiles.ts";

/** What the build writes is a hundred bytes or two. */
const longest = 10_000;

const variables = [
  "CI_API_V4_URL",
  "CI_PROJECT_ID",
  "CI_PIPELINE_ID",
  "SLIPWAY_READER_TOKEN",
] as const;

/**
 * What this pipeline's job `build` has left, asked of GitLab file by file. It is never an artifact that
 * this job needs: with those come variables which the other job may choose (its dotenv reports), and
 * files wherever it likes, and the app's code runs there. GitLab Free answers such a question to no
 * job's token, so it is a Reporter's of the project.
 *
 * @throws UserError where GitLab does not give it, or it is not what a build writes
 */
export async function readBuildResult(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<BuildFile> {
  const missing = variables.filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new UserError(
      `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set. \`up\` of the platform writes ` +
        "SLIPWAY_READER_TOKEN for jobs of a protected branch that say " +
        "`environment: { name: slipway-release, action: access }`; the others GitLab sets in every job.",
    );
  }
  const project = `${environment.CI_API_V4_URL}/projects/${environment.CI_PROJECT_ID}`;
  const told = (path: string) => answer(`${project}/${path}`, environment.SLIPWAY_READER_TOKEN!);
  const pipeline = environment.CI_PIPELINE_ID!;
  const path = `pipelines/${pipeline}/jobs?scope=success&per_page=100`;
  const jobs = JSON.parse(await told(path)) as { id: number; name: string }[];
  const build = jobs.find(({ name }) => name === "build");
  if (!build) {
    throw new UserError(
      `Pipeline ${pipeline} has no job \`build\` that ended well, which says what there is to release.`,
    );
  }
  const file = `${jobFolder}/build.json`;
  const text = await told(`jobs/${build.id}/artifacts/${file}`);
  const where = `${file} of the job \`build\` (${build.id})`;
  if (text.length > longest) throw new UserError(`${where} is too long for what a build writes.`);
  return parseJobFile(text, where, "build.json", buildFile);
}

async function answer(url: string, token: string): Promise<string> {
  const { pathname } = new URL(url);
  const because = (what: string, code: number = exit.unreachable) =>
    new UserError(`What was built can't be asked of GitLab: ${what}.`, code);
  let response: Response;
  try {
    response = await ask(url, { headers: { "private-token": token } });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw because(error.message);
  }
  const body = await response.text();
  if (response.ok) return body;
  const advice: Record<number, string> = {
    401: ", since SLIPWAY_READER_TOKEN is no good any more: bring the platform up",
    403: ", since SLIPWAY_READER_TOKEN is not that of a Reporter with the scope `read_api`",
    404: ", since it is not there, or SLIPWAY_READER_TOKEN is not a Reporter's of this project",
  };
  const known = advice[response.status];
  throw because(
    `${pathname} is answered with ${response.status}${known ?? ""}`,
    known === undefined ? exit.unreachable : exit.problem,
  );
}
