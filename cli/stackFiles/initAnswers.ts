import { createInterface } from "node:readline/promises";
import { environmentName } from "../../settings/groups/environments.ts";
import { baseUrl } from "../../settings/groups/gitlab.ts";
import { projectPath } from "../../settings/groups/projectPath.ts";
import { appName } from "../../settings/kinds/names.ts";
import type { Complaint } from "../../settings/problem.ts";
import { UserError } from "../terminal/exit.ts";
import { complaintText } from "./complaintText.ts";

/** What the command line may say. */
export interface InitOptions {
  gitlab?: string;
  project?: string;
  app?: string;
  environments?: string[];
}

export interface InitAnswers {
  /** The address of GitLab's API. */
  gitlab: string;
  /** `acme/shop` */
  project: string;
  app: string;
  /** In the order of promotion. */
  environments: string[];
}

const defaultEnvironments = ["staging", "uat", "production"];

/**
 * What the command line says, else what a person answers, each with its default.
 *
 * @throws UserError with all that is wrong or missing
 */
export async function initAnswers(options: InitOptions): Promise<InitAnswers> {
  const said = process.stdin.isTTY ? await ask(options) : options;
  const { gitlab, project, environments = defaultEnvironments } = said;
  const missing = (["gitlab", "project"] as const).filter((name) => !said[name]);
  const wrong = missing.map((name) => `--${name} is missing: ${examples[name]}`);
  const app = said.app ?? project?.split("/").at(-1) ?? "";
  const check = (option: string, complaint: Complaint | undefined) => {
    if (complaint) wrong.push(`${option}: ${complaintText(complaint)}`);
  };
  if (gitlab) check("--gitlab", baseUrl(apiAddress(gitlab)));
  if (project) check("--project", projectPath(project));
  if (project || said.app !== undefined) check("--app", appName(app));
  for (const name of environments) check("--environments", environmentName(name));
  const twice = environments.find((name, index) => environments.indexOf(name) !== index);
  if (twice !== undefined) wrong.push(`--environments: \`${twice}\` stands twice.`);
  if (wrong.length > 0) {
    throw new UserError(["Nothing was changed.", ...wrong].join("\n  "));
  }
  return { gitlab: apiAddress(gitlab!), project: project!, app, environments };
}

const examples = {
  gitlab: "GitLab's address, such as https://gitlab.example.com",
  project: "the app's project on GitLab, such as acme/shop",
};

/** People know GitLab's address, and not its API's. */
function apiAddress(text: string): string {
  const address = /^https?:\/\//.test(text) ? text : `https://${text}`;
  return `${address.replace(/\/+$/, "").replace(/\/api(\/v4)?$/, "")}/api/v4/`;
}

async function ask(options: InitOptions): Promise<InitOptions> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const question = async (text: string, usual = "") =>
    (await terminal.question(`${text}${usual && ` [${usual}]`}: `)).trim() || usual;
  try {
    const gitlab = options.gitlab ?? (await question("GitLab's address"));
    const project =
      options.project ?? (await question("The app's project on GitLab (group/project)"));
    const app = options.app ?? (await question("The app's name", project.split("/").at(-1)));
    const named = await (options.environments?.join(" ") ??
      question("The environments, in the order of promotion", defaultEnvironments.join(" ")));
    return { gitlab, project, app, environments: named.split(/[\s,]+/) };
  } catch (error) {
    // Ctrl-C or the end of the input, at a question.
    if ((error as Error).name !== "AbortError") throw error;
    throw new UserError("Cancelled; nothing was changed.", 130);
  } finally {
    terminal.close();
  }
}
