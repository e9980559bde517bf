/** One entry of a job's `needs`. */
export interface NeedConfiguration {
  job: string;
  artifacts: boolean;
  optional: boolean;
}

export interface Rule {
  if?: string;
  changes?: string[] | { paths: string[]; compare_to?: string };
  exists?: string[] | { paths: string[]; project?: string; ref?: string };
  when?: string;
  allow_failure?: boolean;
  variables?: Record<string, unknown>;
  needs?: NeedConfiguration[];
  interruptible?: boolean;
  auto_cancel?: AutoCancel;
}

export interface AutoCancel {
  on_new_commit?: "conservative" | "interruptible" | "none";
  on_job_failure?: "none" | "all";
}

export interface EnvironmentConfiguration {
  name: string;
  url?: string;
  action?: "start" | "prepare" | "stop" | "verify" | "access";
  on_stop?: string;
  auto_stop_in?: string;
  deployment_tier?: string;
}

export interface ArtifactsConfiguration {
  name?: string;
  paths?: string[];
  exclude?: string[];
  untracked?: boolean;
  when?: string;
  expire_in?: string;
  expose_as?: string;
  access?: string;
  public?: boolean;
  reports?: Record<string, unknown>;
}

export interface CacheConfiguration {
  key?: string | { files?: string[]; files_commits?: string[]; prefix?: string };
  paths?: string[];
  policy?: string;
  untracked?: boolean;
  unprotect?: boolean;
  when?: string;
  fallback_keys?: string[];
}

export interface RetryConfiguration {
  max: number;
  when?: string[];
  exit_codes?: number[];
}

export interface ImageConfiguration {
  name: string;
  entrypoint?: string[];
  alias?: string;
  command?: string[];
  variables?: Record<string, string>;
  [key: string]: unknown;
}

/** A variable of the file: its value, and whether the runner's variables are replaced in it. */
export interface YamlVariable {
  value: string;
  expand: boolean;
}

/** A job with everything inherited and every short form written out. */
export interface JobConfiguration {
  name: string;
  stage: string;
  script: string[];
  before_script?: string[];
  after_script?: string[];
  variables: Record<string, YamlVariable>;
  /** The file's own variables that the job inherits. */
  rootVariables: Record<string, YamlVariable>;
  rules?: Rule[];
  needs?: NeedConfiguration[];
  dependencies?: string[];
  when: string;
  allow_failure?: boolean | { exit_codes: number[] };
  manual_confirmation?: string;
  environment?: EnvironmentConfiguration;
  resource_group?: string;
  interruptible: boolean;
  timeout?: number;
  retry?: RetryConfiguration;
  cache: CacheConfiguration[];
  artifacts?: ArtifactsConfiguration;
  services: ImageConfiguration[];
  image?: ImageConfiguration;
  tags: string[];
  coverage?: string;
}

export interface Workflow {
  name?: string;
  rules?: Rule[];
  auto_cancel?: AutoCancel;
}

/** A configuration that may be run. */
export interface Configuration {
  stages: string[];
  jobs: JobConfiguration[];
  variables: Record<string, YamlVariable>;
  workflow: Workflow;
}
