import type { JobConfiguration, NeedConfiguration } from "./configuration/types.ts";

/** What the stand-in remembers of its pipelines and of who runs their jobs. Traces and artifacts are files. */
export interface Ci {
  pipelines: Pipeline[];
  jobs: Job[];
  deployments: Deployment[];
  resourceGroups: ResourceGroup[];
  runners: Runner[];
  schedules: Schedule[];
}

/** GitLab's `Ci::HasStatus::AVAILABLE_STATUSES`, but for those of features that the sandbox lacks. */
export type Status =
  | "created"
  | "waiting_for_resource"
  | "pending"
  | "running"
  | "success"
  | "failed"
  | "canceling"
  | "canceled"
  | "skipped"
  | "manual";

export type Source = "push" | "merge_request_event" | "schedule" | "api" | "web" | "trigger";

/** A variable as somebody set it, for a pipeline, a schedule or a job that is played. */
export interface GivenVariable {
  key: string;
  value: string;
  variable_type: "env_var" | "file";
  raw?: boolean;
}

export interface Pipeline {
  id: number;
  iid: number;
  projectId: number;
  /** A branch's or tag's name, or `refs/merge-requests/<iid>/head`. */
  ref: string;
  tag: boolean;
  sha: string;
  beforeSha: string;
  source: Source;
  status: Status;
  userId: number;
  name: string | null;
  /** What was wrong with the configuration; such a pipeline has failed and has no job. */
  yamlErrors: string | null;
  variables: GivenVariable[];
  mergeRequestIid: number | null;
  scheduleId: number | null;
  /** Whether the ref was protected when the pipeline was made. */
  protected: boolean;
  /** What a newer pipeline of the same ref does to this one (`workflow:auto_cancel:on_new_commit`). */
  onNewCommit: "conservative" | "interruptible" | "none";
  onJobFailure: "none" | "all";
  stages: string[];
  createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface Artifact {
  type: string;
  format: "raw" | "zip" | "gzip";
  filename: string;
  size: number;
  expireAt: string | null;
}

export interface Job {
  id: number;
  pipelineId: number;
  projectId: number;
  name: string;
  stage: string;
  stageIndex: number;
  status: Status;
  when: string;
  allowFailure: boolean;
  userId: number;
  ref: string;
  tag: boolean;
  protected: boolean;
  tags: string[];
  /** Undefined: the job waits for all stages before its own. */
  needs?: NeedConfiguration[];
  /** What the configuration says, variables of the file and of the rule that held included. */
  options: JobConfiguration;
  yamlVariables: { key: string; value: string; raw: boolean }[];
  /** Set by who played it. */
  variables: GivenVariable[];
  /** The environment's name with its variables replaced. */
  environment: string | null;
  resourceGroup: string | null;
  /** Another job of this name came after it. */
  retried: boolean;
  /** Starts when its turn comes, though it is manual: it was played or is the retry of one. */
  enqueueImmediately: boolean;
  failureReason: string | null;
  exitCode: number | null;
  coverage: number | null;
  runnerId: number | null;
  /** The hash of the token it was handed out with; it is worth something while the job runs. */
  tokenHash: string | null;
  /** Whether the runner runs `after_script` of a job that is canceled. */
  cancelGracefully: boolean;
  /** Seconds, set when it is handed out. */
  timeout: number | null;
  artifacts: Artifact[];
  createdAt: string;
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  erasedAt: string | null;
  /** The last word from its runner. */
  updatedAt: string;
}

export type DeploymentStatus =
  "created" | "running" | "success" | "failed" | "canceled" | "skipped";

export interface Deployment {
  id: number;
  iid: number;
  projectId: number;
  environmentId: number;
  /** Null: somebody told of it by the API. */
  jobId: number | null;
  userId: number;
  ref: string;
  tag: boolean;
  sha: string;
  status: DeploymentStatus;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
}

export const processModes = [
  "unordered",
  "oldest_first",
  "newest_first",
  "newest_ready_first",
] as const;

export type ProcessMode = (typeof processModes)[number];

export interface ResourceGroup {
  id: number;
  projectId: number;
  key: string;
  processMode: ProcessMode;
  /** The job that has the one resource. */
  jobId: number | null;
  createdAt: string;
}

export interface Runner {
  id: number;
  tokenHash: string;
  type: "instance_type" | "group_type" | "project_type";
  projectIds: number[];
  groupId: number | null;
  description: string;
  maintenanceNote: string | null;
  paused: boolean;
  locked: boolean;
  accessLevel: "not_protected" | "ref_protected";
  runUntagged: boolean;
  tags: string[];
  maximumTimeout: number | null;
  contactedAt: string | null;
  createdAt: string;
}

export interface Schedule {
  id: number;
  projectId: number;
  description: string;
  ref: string;
  cron: string;
  cronTimezone: string;
  active: boolean;
  ownerId: number;
  variables: GivenVariable[];
  nextRunAt: string | null;
  lastPipelineId: number | null;
  createdAt: string;
  updatedAt: string;
}

export function emptyCi(): Ci {
  return {
    pipelines: [],
    jobs: [],
    deployments: [],
    resourceGroups: [],
    runners: [],
    schedules: [],
  };
}
