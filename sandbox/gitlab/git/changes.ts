import { refused } from "../errors.ts";
import type { Project, User } from "../model.ts";
import { refresh } from "../mergeRequests/refresh.ts";
import { accessLevel } from "../people/roles.ts";
import { matching, protectDefaultBranch } from "../protections.ts";
import { isEmpty, setHead } from "../repositories.ts";
import type { Store } from "../store.ts";
import { type Change, isNone, nameIn, type Pusher, refusal } from "./branchCheck.ts";
import { git } from "./command.ts";

/** What stands for no commit beside one. */
export function none(commit: string): string {
  return "0".repeat(commit.length);
}

/** Who changes refs of a project, as its rules want to know it. */
export function pusherTo(store: Store, origin: string, project: Project, user: User): Pusher {
  const fullPath = store.fullPath(project);
  return {
    level: accessLevel(store, user, project),
    rules: project.protectedBranches,
    defaultBranch: project.defaultBranch,
    fullPath,
    webUrl: `${origin}/${fullPath}`,
    isEmpty: isEmpty(store.repository(project)),
  };
}

/**
 * Lets a change by the API through.
 *
 * @throws ApiError 400 with the reason
 */
export function checkChange(pusher: Pusher, store: Store, project: Project, change: Change): void {
  const folder = store.repository(project);
  const problem = refusal(pusher, change, {
    isForced: () =>
      git(folder, ["rev-list", "--max-count=1", change.before, `^${change.after}`]) !== "",
    isOnProtected: () => {
      const format = "--format=%(refname:lstrip=2)";
      const names = git(folder, [
        "for-each-ref",
        format,
        `--contains=${change.after}`,
        "refs/heads",
      ]);
      return names.split("\n").some((name) => name !== "" && matching(project, name).length > 0);
    },
    isWeb: true,
  });
  if (problem !== undefined) throw refused(400, problem);
}

/** What follows from changed refs: the first branch becomes the default, and whoever listens is told. */
export function afterChanges(
  store: Store,
  by: { project: Project; user: User; options?: string[] },
  changes: Change[],
): void {
  const { project } = by;
  const branches = changes.filter(({ ref, after }) => nameIn("refs/heads/", ref) && !isNone(after));
  const folder = store.repository(project);
  const [first, ...others] = branchesThatWereAll(folder, branches);
  if (first !== undefined && ![first, ...others].includes(project.defaultBranch)) {
    project.defaultBranch = first;
    setHead(folder, first);
  }
  if (branches.some(({ ref, before }) => isNone(before) && isDefault(project, ref))) {
    protectDefaultBranch(store, project);
  }
  if (changes.length > 0) project.updatedAt = new Date().toISOString();
  const events = changes.flatMap((change) => refresh(store, by, change));
  store.save();
  for (const change of changes) {
    store.listeners.pushed({ ...by, options: by.options ?? [], ...change });
  }
  for (const event of events) store.listeners.mergeRequest(event);
}

/** The new branches, if there was none before them. */
function branchesThatWereAll(folder: string, branches: Change[]): string[] {
  const made = branches.filter(({ before }) => isNone(before)).map(({ ref }) => ref);
  const refs = git(folder, ["for-each-ref", "--format=%(refname)", "refs/heads"])
    .trim()
    .split("\n");
  return refs.every((ref) => made.includes(ref)) ? made.map((ref) => ref.slice(11)) : [];
}

function isDefault(project: Project, ref: string): boolean {
  return ref === `refs/heads/${project.defaultBranch}`;
}
