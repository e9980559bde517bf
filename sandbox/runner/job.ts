/**
 * What GitLab answers to `POST jobs/request`: a job, as a runner gets it. Only what this runner obeys.
 * (gitlab-runner, common/spec/job.go)
 */
export interface Job {
  id: number;
  /** The job's own credential, for its trace, its artifacts and its repository. */
  token: string;
  job_info: { name: string; stage: string; project_id: number; project_name: string };
  git_info: GitInfo;
  /** `timeout` in seconds. */
  runner_info: { timeout: number };
  variables: JobVariable[];
  steps: Step[];
  services: Service[] | null;
  artifacts: Artifact[] | null;
  cache: Cache[] | null;
  dependencies: Dependency[] | null;
  credentials: Credential[] | null;
  features?: {
    trace_sections?: boolean;
    token_mask_prefixes?: string[] | null;
    failure_reasons?: string[] | null;
  };
}

export interface GitInfo {
  /** With the job's credential in it. */
  repo_url: string;
  ref: string;
  sha: string;
  refspecs: string[];
  /** 0: all of it. */
  depth: number;
}

export interface JobVariable {
  key: string;
  value: string;
  /** Whether services get it too. */
  public?: boolean;
  /** Its value becomes a file, whose path is what the variable says. */
  file?: boolean;
  masked?: boolean;
  /** References to other variables in it stay as they are. */
  raw?: boolean;
}

export interface Step {
  name: string;
  script: string[];
  timeout: number;
  when: When;
  allow_failure: boolean;
}

export type When = "on_success" | "on_failure" | "always";

export interface Service {
  name: string;
  /** One or more, separated by spaces or commas. */
  alias?: string | null;
  entrypoint?: string[] | null;
  command?: string[] | null;
  variables?: JobVariable[] | null;
}

export interface Artifact {
  name?: string | null;
  untracked?: boolean | null;
  paths?: string[] | null;
  exclude?: string[] | null;
  /** @default "on_success" */
  when?: When | null;
  expire_in?: string | null;
  artifact_type?: string | null;
  /** @default "zip" */
  artifact_format?: "zip" | "gzip" | "raw" | null;
}

export interface Cache {
  key?: string | null;
  untracked?: boolean | null;
  /** @default "pull-push" */
  policy?: string | null;
  paths?: string[] | null;
  /** @default "on_success" */
  when?: When | null;
  fallback_keys?: string[] | null;
}

/** Another job whose artifacts this one gets. */
export interface Dependency {
  id: number;
  token: string;
  name: string;
  artifacts_file?: { filename?: string | null; size?: number } | null;
}

/** For a registry. */
export interface Credential {
  type: string;
  url: string;
  username: string;
  password: string;
}

/** Why a job failed, in GitLab's words (gitlab-runner, common/network.go). */
export type FailureReason =
  | "script_failure"
  | "runner_system_failure"
  | "job_execution_timeout"
  | "image_pull_failure"
  | "runner_interrupted"
  | "job_canceled"
  | "unknown_failure";

/** What ends a job other than well. */
export class JobFailure extends Error {
  readonly reason: FailureReason;
  readonly exitCode: number | undefined;

  constructor(message: string, reason: FailureReason, exitCode?: number) {
    super(message);
    this.reason = reason;
    this.exitCode = exitCode;
  }
}
