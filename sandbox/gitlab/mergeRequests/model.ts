/** A request to merge one branch of a project into another. */
export interface MergeRequest {
  /** Counted over all projects. */
  id: number;
  /** Counted in its project: `!3`. */
  iid: number;
  title: string;
  description: string | null;
  sourceBranch: string;
  targetBranch: string;
  state: "opened" | "closed" | "merged";
  authorId: number;
  assigneeIds: number[];
  reviewerIds: number[];
  labels: string[];
  squash: boolean;
  /** Whether the source branch goes with the merge. */
  removeSourceBranch: boolean;
  discussionLocked: boolean;
  /** The source branch's commit, as it was last seen; null where there was no such branch. */
  sha: string | null;
  /** Where the source branch had left the target then, and what the target's commit was. */
  baseSha: string | null;
  startSha: string | null;
  /** What these three were, each time that the source or where it left the target was another. */
  versions?: Version[];
  mergeCommitSha: string | null;
  squashCommitSha: string | null;
  mergedById: number | null;
  mergedAt: string | null;
  closedById: number | null;
  closedAt: string | null;
  /** Who wants it merged when its pipeline has succeeded, and how. */
  autoMerge?: { userId: number; options: MergeOptions } | null;
  /** Why a rebase has failed. */
  mergeError?: string | null;
  createdAt: string;
  updatedAt: string;
  notes: Note[];
}

/** What a merge request differed in at some time. */
export interface Version {
  /** Counted over all projects. */
  id: number;
  sha: string;
  baseSha: string | null;
  startSha: string | null;
  createdAt: string;
}

/** What who merges asks for. */
export interface MergeOptions {
  merge_commit_message?: string | null;
  squash_commit_message?: string | null;
  should_remove_source_branch?: boolean | null;
  sha?: string | null;
  squash?: boolean | null;
}

/** What somebody says to a merge request. */
export interface Note {
  id: number;
  /** Notes of one discussion share it. */
  discussionId: string;
  /** Whether it began a discussion that somebody can resolve, or answers in one. */
  resolvable: boolean;
  resolvedById: number | null;
  resolvedAt: string | null;
  body: string;
  authorId: number;
  internal: boolean;
  createdAt: string;
  updatedAt: string;
}
