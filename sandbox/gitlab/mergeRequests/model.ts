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
  /** The source branch's commit: as it is now, or as it was when it was merged or closed. */
  sha: string;
  /** The target branch's commit from which the merge was made. */
  mergeBase: string | null;
  mergeCommitSha: string | null;
  squashCommitSha: string | null;
  mergedById: number | null;
  mergedAt: string | null;
  closedById: number | null;
  closedAt: string | null;
  createdAt: string;
  updatedAt: string;
  notes: Note[];
}

/** What somebody says to a merge request. */
export interface Note {
  id: number;
  body: string;
  authorId: number;
  internal: boolean;
  createdAt: string;
  updatedAt: string;
}
