import type { Values } from "../input.ts";
import { by, filter, type Filters } from "../lists.ts";
import type { Project, User } from "../model.ts";
import type { Store } from "../store.ts";
import { isDraft } from "./checks.ts";
import type { MergeRequest } from "./model.ts";

/** A merge request, and where it is. */
export interface Found {
  project: Project;
  mergeRequest: MergeRequest;
}

/** `any`, `none` (of any case), or what somebody has. */
function has(all: readonly unknown[], wanted: unknown): boolean {
  const word = String(wanted).toLowerCase();
  if (word === "any") return all.length > 0;
  return word === "none" ? all.length === 0 : all.includes(wanted);
}

const before = (moment: string, wanted: string) => Date.parse(moment) < Date.parse(wanted);
const after = (moment: string, wanted: string) => Date.parse(moment) > Date.parse(wanted);

/** What a list of merge requests may be asked to hold. Nobody reacts, and nothing has a milestone. */
export function mergeRequestFilters(store: Store, viewer?: User): Filters<Found> {
  const idOf = (username: string) =>
    store.data.users.find((user) => user.username.toLowerCase() === username.toLowerCase())?.id;
  const positive: Filters<Found> = {
    author_id: ({ mergeRequest }, wanted: number) => mergeRequest.authorId === wanted,
    author_username: ({ mergeRequest }, wanted: string) => mergeRequest.authorId === idOf(wanted),
    assignee_id: ({ mergeRequest }, wanted: number) => has(mergeRequest.assigneeIds, wanted),
    assignee_username: ({ mergeRequest }, wanted: string[]) =>
      wanted.every((name) => mergeRequest.assigneeIds.includes(idOf(name) ?? 0)),
    reviewer_id: ({ mergeRequest }, wanted: number) => has(mergeRequest.reviewerIds, wanted),
    reviewer_username: ({ mergeRequest }, wanted: string) =>
      mergeRequest.reviewerIds.includes(idOf(wanted) ?? 0),
    labels: ({ mergeRequest }, wanted: string[]) =>
      wanted.every((label) => has(mergeRequest.labels, label)),
    milestone: (_, wanted: string) => wanted.toLowerCase() === "none",
    my_reaction_emoji: (_, wanted: string) => wanted.toLowerCase() === "none",
  };
  return {
    ...positive,
    not: (found, wanted: Values, asked) =>
      Object.entries(wanted).every(
        ([name, value]) => value === null || !positive[name]?.(found, value as never, asked),
      ),
    iids: ({ mergeRequest }, wanted: number[]) =>
      wanted.length === 0 || wanted.includes(mergeRequest.iid),
    state: ({ mergeRequest }, wanted: string) => wanted === "all" || mergeRequest.state === wanted,
    scope: ({ mergeRequest }, wanted: string) => {
      if (wanted === "all") return true;
      const mine = (ids: number[]) => viewer !== undefined && ids.includes(viewer.id);
      if (/^created.by.me$/.test(wanted)) return mine([mergeRequest.authorId]);
      return mine(
        /^assigned.to.me$/.test(wanted) ? mergeRequest.assigneeIds : mergeRequest.reviewerIds,
      );
    },
    source_branch: ({ mergeRequest }, wanted: string) => mergeRequest.sourceBranch === wanted,
    target_branch: ({ mergeRequest }, wanted: string) => mergeRequest.targetBranch === wanted,
    source_project_id: ({ project }, wanted: number) => project.id === wanted,
    search: ({ mergeRequest }, wanted: string, asked) =>
      ((asked["in"] as string | undefined) ?? "title,description")
        .split(",")
        .map((field) => (field.trim() === "title" ? mergeRequest.title : mergeRequest.description))
        .some((text) => text?.toLowerCase().includes(wanted.toLowerCase())),
    in: () => true,
    wip: ({ mergeRequest }, wanted: string) => isDraft(mergeRequest) === (wanted === "yes"),
    created_after: ({ mergeRequest }, wanted: string) => after(mergeRequest.createdAt, wanted),
    created_before: ({ mergeRequest }, wanted: string) => before(mergeRequest.createdAt, wanted),
    updated_after: ({ mergeRequest }, wanted: string) => after(mergeRequest.updatedAt, wanted),
    updated_before: ({ mergeRequest }, wanted: string) => before(mergeRequest.updatedAt, wanted),
    merge_user_id: ({ mergeRequest }, wanted: number) => mergeRequest.mergedById === wanted,
    merge_user_username: ({ mergeRequest }, wanted: string) =>
      mergeRequest.mergedById === idOf(wanted),
    // What takes a deployment to have gone out, or the paid tiers.
    environment: () => false,
    deployed_before: () => false,
    deployed_after: () => false,
    approved: (_, wanted: string) => wanted === "no",
    approver_ids: (_, wanted: string) => wanted.toLowerCase() === "none",
    approved_by_ids: (_, wanted: string) => wanted.toLowerCase() === "none",
    approved_by_usernames: (_, wanted: string) => wanted.toLowerCase() === "none",
  };
}

/** Those that a list is asked for, in its order: the newest first. */
export function filteredMergeRequests(
  store: Store,
  projects: Project[],
  asked: Values,
  viewer?: User,
): Found[] {
  const all = projects.flatMap((project) =>
    project.mergeRequests.map((mergeRequest) => ({ project, mergeRequest })),
  );
  return filter(all, mergeRequestFilters(store, viewer), asked, {
    created_at: by(({ mergeRequest }) => mergeRequest.id),
    updated_at: by(({ mergeRequest }) => mergeRequest.updatedAt),
    merged_at: by(({ mergeRequest }) => mergeRequest.mergedAt ?? ""),
    title: by(({ mergeRequest }) => mergeRequest.title.toLowerCase()),
  });
}
