import type { AccessLevel, ProtectedBranch } from "../model.ts";
import { roles } from "../people/roles.ts";
import { covering } from "../protections.ts";

/** Who pushes, and to what: all that the rules ask of. */
export interface Pusher {
  /** The role's level in the project. */
  level: number;
  rules: ProtectedBranch[];
  defaultBranch: string;
  fullPath: string;
  webUrl: string;
  /** Whether the repository has no branch yet. */
  isEmpty: boolean;
}

/** One ref, from one commit to another. Only zeros stand for none. */
export interface Change {
  ref: string;
  before: string;
  after: string;
}

/** What is asked only where a rule wants to know. */
export interface Facts {
  /** Whether commits of the branch would be lost. */
  isForced: () => boolean;
  /** Whether a protected branch has the commit. */
  isOnProtected: () => boolean;
  /** Whether it is done by the API, or by a merge, rather than by `git push`. */
  isWeb: boolean;
}

/** Why a change is refused, in GitLab's words (`Gitlab::Checks::BranchCheck` and `TagCheck`). */
export function refusal(pusher: Pusher, change: Change, facts: Facts): string | undefined {
  if (pusher.level < roles.developer) return "You are not allowed to push code to this project.";
  const branch = nameIn("refs/heads/", change.ref);
  if (branch !== undefined) return branchRefusal(pusher, branch, change, facts);
  const tag = nameIn("refs/tags/", change.ref);
  return tag === undefined ? undefined : tagRefusal(pusher, tag, change);
}

/** Whoever may push code may change tags too: none is protected here. */
function tagRefusal(pusher: Pusher, tag: string, { before, after }: Change): string | undefined {
  if (isNone(before) && tag === pusher.defaultBranch) {
    return "You cannot use default branch name to create a tag";
  }
  if (!isNone(after) && /^[0-9a-f]{40}/i.test(tag)) {
    return "You cannot create a tag with a SHA-1 or SHA-256 tag name.";
  }
  return undefined;
}

function branchRefusal(
  pusher: Pusher,
  branch: string,
  { before, after }: Change,
  { isForced, isOnProtected, isWeb }: Facts,
): string | undefined {
  const isCreated = isNone(before);
  const isDeleted = isNone(after);
  if (isDeleted && branch === pusher.defaultBranch) {
    return "The default branch of a project cannot be deleted.";
  }
  if (!isDeleted && /^[0-9a-f]{40}(-\/|\/|$)/i.test(branch)) {
    return "You cannot create a branch with a 40-character hexadecimal branch name.";
  }
  if (pusher.isEmpty) {
    return pusher.level >= roles.maintainer ? undefined : emptyProject(pusher);
  }
  const rules = covering(pusher.rules, branch);
  if (rules.length === 0) return undefined;
  if (!isCreated && !isDeleted && isForced() && !rules.some((rule) => rule.allowForcePush)) {
    return "You are not allowed to force push code to a protected branch on this project.";
  }
  const mayPush = rules.some((rule) => isAmong(pusher.level, rule.push));
  if (isDeleted) {
    if (pusher.level < roles.maintainer) {
      return "You are not allowed to delete protected branches from this project. Only a project maintainer or owner can delete a protected branch.";
    }
    return isWeb ? undefined : "You can only delete protected branches using the web interface.";
  }
  if (mayPush) return undefined;
  if (!isCreated) return "You are not allowed to push code to protected branches on this project.";
  if (!rules.some((rule) => isAmong(pusher.level, rule.merge))) {
    return "You are not allowed to create protected branches on this project.";
  }
  if (!isOnProtected()) {
    return "You can only use an existing protected branch ref as the basis of a new protected branch.";
  }
  return isWeb
    ? undefined
    : "You can only create protected branches using the web interface and API.";
}

/** What is asked of who changes a branch that is there. */
type Standing = Pick<Pusher, "level" | "rules">;

/** Whether somebody may push to a branch that is there (`Gitlab::UserAccess#can_push_to_branch?`). */
export function mayPushTo(pusher: Standing, branch: string): boolean {
  return mayDo(pusher, branch, "push");
}

/** Whether somebody may merge into a branch: who may push to it may. */
export function mayMergeInto(pusher: Standing, branch: string): boolean {
  return mayDo(pusher, branch, "push") || mayDo(pusher, branch, "merge");
}

function mayDo({ level, rules }: Standing, branch: string, what: "push" | "merge"): boolean {
  if (level < roles.developer) return false;
  const found = covering(rules, branch);
  return found.length === 0 || found.some((rule) => isAmong(level, rule[what]));
}

function emptyProject({ fullPath, webUrl }: Pusher): string {
  return [
    "",
    `A default branch (e.g. main) does not yet exist for ${fullPath}`,
    "Ask a project Owner or Maintainer to create a default branch:",
    "",
    `  ${webUrl}/-/project_members`,
    "",
  ].join("\n");
}

/** Whether a level is among those who may; 0 stands for no one. */
export function isAmong(level: number, access: AccessLevel[]): boolean {
  return access.some((entry) => entry.level !== 0 && level >= entry.level);
}

/** Whether a commit's name says that there is none. */
export function isNone(commit: string): boolean {
  return /^0+$/.test(commit);
}

/** A branch's or a tag's name, of a ref of that kind. */
export function nameIn(prefix: "refs/heads/" | "refs/tags/", ref: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
