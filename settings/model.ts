/**
 * What the stack files say, read once into typed objects.
 *
 * Every default is filled in, every reference (an app's servers, an environment's branch) has been
 * checked to exist, and durations are seconds. Which values are secret follows from their place:
 * `keys.*.private`, `registry.password`, an app's `secrets`, and a pipeline variable that says so.
 * They are plain text here; whoever hands them to Pulumi wraps them in `pulumi.secret`.
 */

/** One stack's settings: the platform's, or one environment's. */
export type Settings = PlatformSettings | EnvironmentSettings;

/** How an environment is entered: one line of the platform's `slipway:environments`. */
export interface EnvironmentRule {
  name: string;
  /** The branch whose pipelines deploy here. */
  branch: string;
  /** `automatic` after the branch's pipeline has passed, `manual` behind a button. */
  deploy: "automatic" | "manual";
  /** The environment an image must have served on before. */
  after?: string;
}

export interface GitLabSettings {
  /** The API's address, with a slash at its end: `https://gitlab.example.com/api/v4/`. */
  baseUrl: string;
}

export interface PlatformSettings {
  kind: "platform";
  /** The stack's name: `platform`. */
  stack: string;
  gitlab: GitLabSettings;
  /** In the order of the file, which is the order of promotion. */
  environments: EnvironmentRule[];
  apps: PlatformApp[];
}

export type Role = "no one" | "developer" | "maintainer";

export interface BranchRule {
  /** A branch's name, or a pattern with `*`. */
  name: string;
  push: Role;
  merge: Role;
  forcePush: boolean;
}

export interface PlatformApp {
  name: string;
  /** The project's full path: `acme/shop`. */
  project: string;
  description: string;
  visibility: "private" | "internal" | "public";
  /** The first branch of the project, and the one merge requests go to. */
  defaultBranch: string;
  /** Every branch that is protected, the environments' branches included. */
  branches: BranchRule[];
  /** Whether Pulumi refuses to delete the project. Default true. */
  protect: boolean;
}

export interface EnvironmentSettings {
  kind: "environment";
  /** The stack's name, which is the environment's. */
  stack: string;
  gitlab: GitLabSettings;
  rule: EnvironmentRule;
  servers: Record<string, ServerSettings>;
  keys: KeySettings;
  registry?: RegistrySettings;
  apps: EnvironmentApp[];
}

export interface ServerSettings {
  name: string;
  address: string;
  /** The SSH port. Default 22. */
  port: number;
  /** The user that slipway-host runs as; needs access to Docker. Default `slipway`. */
  user: string;
  /** The user of the first contact: root, or one who may use sudo without a password. Default `root`. */
  administrator: string;
  /** The server's public host key, as `ssh-keyscan` prints it without the name: `ssh-ed25519 AAAA…`. */
  hostKey: string;
  /** Where slipway-host keeps everything. Default `/srv/slipway`. */
  folder: string;
}

/** An SSH key pair in OpenSSH's formats. */
export interface KeyPair {
  /** `ssh-ed25519 AAAA…`, without a comment. */
  public: string;
  /** `-----BEGIN OPENSSH PRIVATE KEY-----…`, with its last newline. Secret. */
  private: string;
}

/** A stack's keys, one for each thing that may be done on its servers. */
export interface KeySettings {
  /** The first contact with a server, as its administrator. */
  bootstrap: KeyPair;
  /** `apply`, used by `up`. */
  configurator: KeyPair;
  /** `status` and `history`. */
  observer: KeyPair;
  /** `deploy`, `rollback`, `status`, `history` of one app; the key its pipeline holds. By app. */
  deployers: Record<string, KeyPair>;
  /**
   * Keys the fingerprints that previews show for secrets: 32 random bytes in base64, made by
   * `slipway keys`. Secret. In the stack file: `slipway:keys: { fingerprint: { secure: … } }`.
   */
  fingerprint: string;
}

/** The registry the servers pull from. */
export interface RegistrySettings {
  /** `registry.example.com` or `registry.example.com:5050`. */
  address: string;
  user: string;
  /** Secret. */
  password: string;
  /** Whether it is asked over plain HTTP, as registries on loopback always are. Default: no. */
  insecure?: boolean;
}

export interface EnvironmentApp {
  name: string;
  /** The GitLab project's full path, from the platform. */
  project: string;
  /** Names of servers, in the order they are deployed to. */
  servers: string[];
  /** The environment's address, shown in GitLab. */
  url?: string;
  tier: "production" | "staging" | "testing" | "development" | "other";
  compose: ComposeFile;
  /** Config files that the compose file mounts: path in the release's `files/` → content. */
  files: Record<string, string>;
  health?: HealthSettings;
  /** Plain lines of `.env`. */
  env: Record<string, string>;
  /** Secret lines of `.env`. */
  secrets: Record<string, string>;
  variables: PipelineVariable[];
  /** By secret. */
  rotate: Record<string, RotationSettings>;
  /** Hold the configuration back until the next image is deployed. Default false. */
  withNextImage: boolean;
}

export interface ComposeFile {
  /** Path in the repository of the stack files. */
  path: string;
  /** The file, parsed: YAML's anchors and merges are resolved, `${…}` is left alone. */
  content: ComposeContent;
}

export interface ComposeContent {
  services: Record<string, ComposeService>;
  [key: string]: unknown;
}

export interface ComposeService {
  image?: string;
  [key: string]: unknown;
}

/** When a release counts as serving. */
export interface HealthSettings {
  /** Asked on the server until it answers 2xx. */
  url: string;
  /** A jq path into the answer's JSON, which must equal the deployed version: `.version`. */
  version?: string;
  /** Paths (on the health URL's host) or full URLs, which must answer 2xx after that. */
  smoke: string[];
  /** Seconds from the containers' start until health and version must agree. Default 60. */
  within: number;
}

/** One GitLab CI/CD variable, scoped to the environment. */
export interface PipelineVariable {
  key: string;
  value: string;
  /** Whether the value is encrypted in the stack file. */
  secret: boolean;
  type: "env_var" | "file";
  protected: boolean;
  masked: boolean;
  /** False lets GitLab expand `$NAME` inside the value. Default true. */
  raw: boolean;
  description: string;
}

export interface RotationSettings {
  /** Days; none where nobody has said how often. */
  every?: number;
  /** The day it was set last: `2026-11-01`. */
  changed: string;
}
