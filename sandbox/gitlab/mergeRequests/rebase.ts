import { forbidden, refused } from "../errors.ts";
import { type Change, mayPushTo } from "../git/branchCheck.ts";
import { afterChanges, pusherTo } from "../git/changes.ts";
import { log } from "../git/log.ts";
import { appliedTree, by, commitTree, mergeBase, moveRef, treeOf } from "../git/merging.ts";
import type { Project, User } from "../model.ts";
import { tip } from "../repositories.ts";
import type { Store } from "../store.ts";
import type { MergeRequest } from "./model.ts";

/**
 * Puts the commits of a merge request's source branch onto its target, one by one; merges among them
 * are left out, as git does. Where one conflicts the branch stays, and the merge request says so.
 *
 * @throws ApiError 403 to who may not push to the source branch
 */
export function rebase(
  store: Store,
  origin: string,
  { project, mergeRequest, user }: { project: Project; mergeRequest: MergeRequest; user: User },
  skipsCi: boolean,
): void {
  const folder = store.repository(project);
  const { sourceBranch, targetBranch } = mergeRequest;
  const source = tip(folder, sourceBranch);
  const target = tip(folder, targetBranch);
  if (mergeRequest.state !== "opened" || !source || !target) throw refused(409, conflict);
  if (!mayPushTo(pusherTo(store, origin, project, user), sourceBranch)) throw forbidden();

  const base = mergeBase(folder, target, source);
  const range = ["--reverse", "--no-merges", base ? `${base}..${source}` : source];
  let after: string | undefined = target;
  for (const commit of log(folder, range)) {
    const parent = commit.parent_ids[0];
    const tree = after && parent && appliedTree(folder, after, parent, commit.id);
    if (!after || !tree) {
      mergeRequest.mergeError = failed;
      store.save();
      return;
    }
    // What the target has already is not committed again.
    if (tree === treeOf(folder, after)) continue;
    const { author_name: name, author_email: email, authored_date: date } = commit;
    const people = { ...by(user), author: { name, email, date } };
    after = commitTree(folder, tree, [after], commit.message, people);
  }
  mergeRequest.mergeError = null;
  if (after === source) return store.save();
  const ref = `refs/heads/${sourceBranch}`;
  moveRef(folder, ref, after, source);
  const change: Change = { ref, before: source, after };
  afterChanges(store, { project, user, options: skipsCi ? ["ci.skip"] : [] }, [change]);
}

const conflict =
  "Failed to enqueue the rebase operation, possibly due to a long-lived transaction. Try again later.";
const failed = "Rebase failed: Rebase locally, resolve all conflicts, then push the branch.";
