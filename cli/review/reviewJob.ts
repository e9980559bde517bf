import { UserError } from "../terminal/exit.ts";

/** What a job knows of the merge request that its pipeline is for. */
export interface ReviewJob {
  /** The API's address, without a slash at its end. */
  api: string;
  project: string;
  iid: string;
  pipeline: number;
  /** What would be merged. */
  commit: string;
  /** With a password, which goes nowhere but to Git. */
  repository: string;
  token: string;
}

const number = /^[1-9]\d{0,14}$/;

/** No name that a person chooses is among them: a runner replaces references to variables in those. */
const forms = {
  CI_API_V4_URL: /^https?:/,
  CI_MERGE_REQUEST_PROJECT_ID: number,
  CI_MERGE_REQUEST_IID: number,
  CI_PIPELINE_ID: number,
  CI_COMMIT_SHA: /^[0-9a-f]{40}([0-9a-f]{24})?$/,
  CI_REPOSITORY_URL: /^https?:/,
  SLIPWAY_REVIEW_TOKEN: /./,
};

/** @throws UserError with every variable that is missing or wrong */
export function reviewJob(environment: NodeJS.ProcessEnv): ReviewJob {
  const names = Object.keys(forms) as (keyof typeof forms)[];
  const values = Object.fromEntries(names.map((name) => [name, environment[name] ?? ""]));
  const wrong = names.filter((name) => !forms[name].test(values[name]!));
  if (wrong.length > 0) {
    throw new UserError(
      `${wrong.join(", ")} ${wrong.length === 1 ? "is" : "are"} not set, or not as GitLab sets it. ` +
        "`slipway review` runs in a job of a merge request's pipeline, where GitLab sets CI_…; SLIPWAY_REVIEW_TOKEN " +
        "is a token with the scope `api` of a Reporter of the merge request's project.",
    );
  }
  return {
    api: values.CI_API_V4_URL!.replace(/\/+$/, ""),
    project: values.CI_MERGE_REQUEST_PROJECT_ID!,
    iid: values.CI_MERGE_REQUEST_IID!,
    pipeline: Number(values.CI_PIPELINE_ID),
    commit: values.CI_COMMIT_SHA!,
    repository: values.CI_REPOSITORY_URL!,
    token: values.SLIPWAY_REVIEW_TOKEN!.trim(),
  };
}
