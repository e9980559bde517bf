import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { ApiError, forbidden, notFound } from "../errors.ts";
import { mayPushTo } from "../git/branchCheck.ts";
import { afterChanges, pusherTo } from "../git/changes.ts";
import { emptyTree } from "../git/diff.ts";
import { commitAt, presentCommit } from "../git/log.ts";
import { appliedTree, by, commitTree, moveRef, type People, treeOf } from "../git/merging.ts";
import { type Commit, tip } from "../repositories.ts";
import type { Store } from "../store.ts";
import { commitNamed } from "./find.ts";

interface Asked {
  branch: string | null;
  dry_run?: boolean | null;
  message?: string | null;
}

/** Reverts a commit on a branch, or puts it onto another. */
export function applying(api: Hono, store: Store): void {
  const base = "/projects/:id/repository/commits/:sha";

  endpoint(api, `POST ${base}/revert`, (call) => apply(call, "revert"));
  endpoint(api, `POST ${base}/cherry_pick`, (call) => apply(call, "cherry-pick"));

  function apply(call: Call, what: "revert" | "cherry-pick"): Response {
    const project = store.project(call.named("id"));
    if (project.archived) throw forbidden();
    const { branch: given, dry_run: isDry, message } = call.asked as unknown as Asked;
    const branch = given ?? "";
    const folder = store.repository(project);
    const commit = commitAt(folder, commitNamed(store, project, call.named("sha")));
    const { user } = call.actor;
    const before = tip(folder, branch);
    if (before === undefined) throw notFound("Branch");
    if (!mayPushTo(pusherTo(store, call.origin, project, user), branch)) throw forbidden();

    // Of a merge it is what the merge brought into its first parent.
    const parent = commit.parent_ids[0] ?? emptyTree(folder);
    const [from, to] = what === "revert" ? [commit.id, parent] : [parent, commit.id];
    const tree = appliedTree(folder, before, from, to);
    if (tree === undefined) throw failed(what, "conflict");
    if (tree === treeOf(folder, before)) throw failed(what, "empty");
    if (isDry) return call.context.json({ dry_run: "success" }, 200);

    const after = commitTree(
      folder,
      tree,
      [before],
      what === "revert" ? revertMessage(commit) : pickedMessage(commit, message),
      what === "revert" ? by(user) : picked(commit, by(user)),
    );
    const ref = `refs/heads/${branch}`;
    moveRef(folder, ref, after, before);
    afterChanges(store, { project, user }, [{ ref, before, after }]);
    const webUrl = `${call.origin}/${store.fullPath(project)}`;
    return call.answer(presentCommit(webUrl, commitAt(folder, after)));
  }
}

/** In GitLab's words (`Commits::CommitPatchError`). */
function failed(what: "revert" | "cherry-pick", code: "conflict" | "empty"): ApiError {
  const message = `Sorry, we cannot ${what} this commit automatically. This commit may already have been ${what === "revert" ? "reverted" : "cherry-picked"}, or a more recent commit may have updated some of its content.`;
  return new ApiError(400, { message, error_code: code });
}

function revertMessage({ title, id, parent_ids: parents }: Commit): string {
  const [first] = parents;
  const merged = parents.length > 1 ? `, reversing\nchanges made to ${first}` : "";
  return `Revert "${title}"\n\nThis reverts commit ${id}${merged}.`;
}

function pickedMessage(commit: Commit, message: string | null | undefined): string {
  return message || `${commit.message}\n\n(cherry picked from commit ${commit.id})`;
}

/** Whoever wrote a commit stays its author. */
function picked(commit: Commit, { committer }: People): People {
  const { author_name: name, author_email: email, authored_date: date } = commit;
  return { author: { name, email, date }, committer };
}
