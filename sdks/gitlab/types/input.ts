// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import type * as pulumi from "@pulumi/pulumi";

/** A commit, as a branch shows it. */
export interface BranchCommit {
  authorEmail?: pulumi.Input<string>;
  authorName?: pulumi.Input<string>;
  authoredDate?: pulumi.Input<string>;
  committedDate?: pulumi.Input<string>;
  committerEmail?: pulumi.Input<string>;
  committerName?: pulumi.Input<string>;
  id?: pulumi.Input<string>;
  message?: pulumi.Input<string>;
  parentIds?: pulumi.Input<pulumi.Input<string>[]>;
  shortId?: pulumi.Input<string>;
  title?: pulumi.Input<string>;
}

/** One entry of who may merge: a role, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToMerge {
  /** `no one`, `developer`, `maintainer` or `admin`. */
  accessLevel?: pulumi.Input<string>;
  accessLevelDescription?: pulumi.Input<string>;
  groupId?: pulumi.Input<number>;
  userId?: pulumi.Input<number>;
}

/** One entry of who may push: a role, a deploy key, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToPush {
  /** `no one`, `developer`, `maintainer` or `admin`. */
  accessLevel?: pulumi.Input<string>;
  accessLevelDescription?: pulumi.Input<string>;
  deployKeyId?: pulumi.Input<number>;
  groupId?: pulumi.Input<number>;
  userId?: pulumi.Input<number>;
}

/** One entry of who may take the protection away: a role, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToUnprotect {
  /** `developer`, `maintainer` or `admin`. */
  accessLevel?: pulumi.Input<string>;
  accessLevelDescription?: pulumi.Input<string>;
  groupId?: pulumi.Input<number>;
  userId?: pulumi.Input<number>;
}

/** Which images of the project's registry are cleaned up, and when. */
export interface ProjectContainerExpirationPolicy {
  /** `1d`, `7d`, `14d`, `1month` or `3month`. */
  cadence?: pulumi.Input<string>;
  enabled?: pulumi.Input<boolean>;
  /** How many images per name are kept. */
  keepN?: pulumi.Input<number>;
  /** Tags that may be removed. RE2. */
  nameRegexDelete?: pulumi.Input<string>;
  /** Tags that are kept. RE2. */
  nameRegexKeep?: pulumi.Input<string>;
  nextRunAt?: pulumi.Input<string>;
  /** `7d`, `14d`, `30d`, `60d` or `90d`. */
  olderThan?: pulumi.Input<string>;
}
