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

export interface BranchProtectionAllowedToMerge {
  accessLevel: string;
  accessLevelDescription: string;
  groupId?: number;
  userId?: number;
}

export interface BranchProtectionAllowedToPush {
  accessLevel: string;
  accessLevelDescription: string;
  deployKeyId?: number;
  groupId?: number;
  userId?: number;
}

export interface BranchProtectionAllowedToUnprotect {
  accessLevel: string;
  accessLevelDescription: string;
  groupId?: number;
  userId?: number;
}

export interface ProjectContainerExpirationPolicy {
  cadence: string;
  enabled: boolean;
  keepN: number;
  nameRegexDelete: string;
  nameRegexKeep: string;
  nextRunAt: string;
  olderThan: string;
}
