import type { Ci } from "./ci/model.ts";
import type { Values } from "./input.ts";
import type { MergeRequest } from "./mergeRequests/model.ts";

/** What the sandbox's GitLab remembers: `data.json` in its folder. */
export interface Data {
  /** The last number given out, for each kind of thing. */
  numbers: Record<string, number>;
  users: User[];
  tokens: Token[];
  groups: Group[];
  projects: Project[];
  /** The instance's own, for all jobs. */
  variables: Variable[];
  /** Pipelines, and what belongs to them. */
  ci: Ci;
}

export interface User {
  id: number;
  username: string;
  name: string;
  email: string;
  /** Whether everything is allowed. */
  admin: boolean;
  bot: boolean;
  kind: "person" | "service_account" | "project_bot";
  /** The group or project whose owners made a service account or a bot. */
  of?: { kind: "group" | "project"; id: number };
  createdById: number | null;
  createdAt: string;
}

/** A personal access token. What it reads as is known to nobody but whom it was given. */
export interface Token {
  id: number;
  userId: number;
  name: string;
  description: string | null;
  /** SHA-256, in hexadecimal digits. */
  hash: string;
  scopes: string[];
  /** The day from which it is good for nothing. */
  expiresAt: string | null;
  revoked: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}

/** A token that belongs to a project and no user. */
export interface DeployToken {
  id: number;
  name: string;
  username: string;
  /** SHA-256, in hexadecimal digits. */
  hash: string;
  scopes: string[];
  expiresAt: string | null;
  revoked: boolean;
  createdAt: string;
}

/** What somebody may do in a group and all in it, or in one project. */
export interface Member {
  userId: number;
  /** 10 guest, 15 planner, 20 reporter, 30 developer, 40 maintainer, 50 owner. */
  accessLevel: number;
  createdById: number | null;
  createdAt: string;
  /** The day from which it counts no more. */
  expiresAt: string | null;
}

/** What is kept of a thing that is to be deleted: when it was asked for, and the names before. */
export interface Deletion {
  /** The day. */
  on: string;
  name: string;
  path: string;
}

/** A namespace: a group, or a user's own. */
export interface Group {
  id: number;
  /** Of a user's own: whose it is. */
  ownerId?: number;
  kind: "group" | "user";
  name: string;
  path: string;
  fullPath: string;
  parentId: number | null;
  description: string;
  visibility: string;
  /** Settings that were set; the others have the default of groupSettings.ts. */
  settings: Values;
  members: Member[];
  /** For jobs of all projects inside. */
  variables: Variable[];
  deletion: Deletion | null;
  createdAt: string;
}

export interface Project {
  id: number;
  creatorId: number;
  name: string;
  path: string;
  namespaceId: number;
  /** What HEAD of the repository points at, whether that branch exists yet or not. */
  defaultBranch: string;
  /** Settings that were set; the others have the default of projectSettings.ts. */
  settings: Values;
  archived: boolean;
  deletion: Deletion | null;
  createdAt: string;
  updatedAt: string;
  runnersToken: string;
  members: Member[];
  deployTokens: DeployToken[];
  protectedBranches: ProtectedBranch[];
  variables: Variable[];
  environments: Environment[];
  hooks: Hook[];
  shares: Share[];
  jobTokenScope: JobTokenScope;
  registryRules: RegistryRule[];
  mergeRequests: MergeRequest[];
}

/** One entry of who may do something to a protected branch. */
export interface AccessLevel {
  id: number;
  /** 0 no one, 30 developers, 40 maintainers, 60 administrators. */
  level: number;
}

export interface ProtectedBranch {
  id: number;
  /** A branch's name, or a pattern with `*`. */
  name: string;
  push: AccessLevel[];
  merge: AccessLevel[];
  unprotect: AccessLevel[];
  allowForcePush: boolean;
  codeOwnerApprovalRequired: boolean;
}

export interface Variable {
  key: string;
  value: string;
  variable_type: string;
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environment_scope: string;
  description: string | null;
}

export interface Environment {
  id: number;
  name: string;
  slug: string;
  description: string | null;
  external_url: string | null;
  tier: string;
  state: "available" | "stopped";
  auto_stop_setting: string;
  kubernetes_namespace?: string | null;
  flux_resource_path?: string | null;
  created_at: string;
  updated_at: string;
}

/** A webhook, with its secrets: `token`, and the values of `url_variables` and `custom_headers`. */
export interface Hook extends Values {
  id: number;
  url: string;
  created_at: string;
}

/** A group whose members are members of a project. */
export interface Share {
  id: number;
  groupId: number;
  /** The most that they may do: 10 guest, 20 reporter, 30 developer, 40 maintainer. */
  access: number;
  expiresAt: string | null;
}

/** Whose jobs may use their token in a project. */
export interface JobTokenScope {
  /** Whether the lists count. */
  enabled: boolean;
  projectIds: number[];
  groupIds: number[];
}

/** Who may push to repositories of a project's registry, and delete from them. */
export interface RegistryRule {
  id: number;
  project_id: number;
  repository_path_pattern: string | null;
  minimum_access_level_for_push: RegistryRole | null;
  minimum_access_level_for_delete: RegistryRole | null;
}

export type RegistryRole = "maintainer" | "owner" | "admin";
