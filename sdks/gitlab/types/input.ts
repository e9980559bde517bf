import type { Input } from "@pulumi/pulumi";

/** One entry of who may merge: a role, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToMerge {
  /** `no one`, `developer`, `maintainer` or `admin`. */
  accessLevel?: Input<string>;
  accessLevelDescription?: Input<string>;
  groupId?: Input<number>;
  userId?: Input<number>;
}

/** One entry of who may push: a role, a deploy key, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToPush {
  /** `no one`, `developer`, `maintainer` or `admin`. */
  accessLevel?: Input<string>;
  accessLevelDescription?: Input<string>;
  deployKeyId?: Input<number>;
  groupId?: Input<number>;
  userId?: Input<number>;
}

/** One entry of who may take the protection away: a role, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToUnprotect {
  /** `developer`, `maintainer` or `admin`. */
  accessLevel?: Input<string>;
  accessLevelDescription?: Input<string>;
  groupId?: Input<number>;
  userId?: Input<number>;
}

/** Which images of the project's registry are cleaned up, and when. */
export interface ProjectContainerExpirationPolicy {
  /** `1d`, `7d`, `14d`, `1month` or `3month`. */
  cadence?: Input<string>;
  enabled?: Input<boolean>;
  /** How many images per name are kept. */
  keepN?: Input<number>;
  /** Tags that may be removed. RE2. */
  nameRegexDelete?: Input<string>;
  /** Tags that are kept. RE2. */
  nameRegexKeep?: Input<string>;
  nextRunAt?: Input<string>;
  /** `7d`, `14d`, `30d`, `60d` or `90d`. */
  olderThan?: Input<string>;
}
