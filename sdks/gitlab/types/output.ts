// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
/** A commit, as a branch shows it. */
export interface BranchCommit {
  authorEmail: string;
  authorName: string;
  authoredDate: string;
  committedDate: string;
  committerEmail: string;
  committerName: string;
  id: string;
  message: string;
  parentIds: string[];
  shortId: string;
  title: string;
}

/** One entry of who may merge: a role, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToMerge {
  /** `no one`, `developer`, `maintainer` or `admin`. */
  accessLevel: string;
  accessLevelDescription: string;
  groupId?: number;
  userId?: number;
}

/** One entry of who may push: a role, a deploy key, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToPush {
  /** `no one`, `developer`, `maintainer` or `admin`. */
  accessLevel: string;
  accessLevelDescription: string;
  deployKeyId?: number;
  groupId?: number;
  userId?: number;
}

/** One entry of who may take the protection away: a role, or (Premium) a user or a group. */
export interface BranchProtectionAllowedToUnprotect {
  /** `developer`, `maintainer` or `admin`. */
  accessLevel: string;
  accessLevelDescription: string;
  groupId?: number;
  userId?: number;
}

/** Which images of the project's registry are cleaned up, and when. */
export interface ProjectContainerExpirationPolicy {
  /** `1d`, `7d`, `14d`, `1month` or `3month`. */
  cadence: string;
  enabled: boolean;
  /** How many images per name are kept. */
  keepN: number;
  /** Tags that may be removed. RE2. */
  nameRegexDelete: string;
  /** Tags that are kept. RE2. */
  nameRegexKeep: string;
  nextRunAt: string;
  /** `7d`, `14d`, `30d`, `60d` or `90d`. */
  olderThan: string;
}
