import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { forbidden, refused } from "../errors.ts";
import { commitFiles, readBlob, removed, written } from "../fileCommits.ts";
import { mayPushTo } from "../git/branchCheck.ts";
import { afterChanges, none, pusherTo } from "../git/changes.ts";
import { stats } from "../git/diff.ts";
import { commitAt, presentCommit } from "../git/log.ts";
import { by } from "../git/merging.ts";
import { isBranchName, resolve, tip } from "../repositories.ts";
import type { Store } from "../store.ts";

interface Action {
  action: "create" | "update" | "delete" | "move" | "chmod";
  file_path: string;
  previous_path?: string | null;
  content?: string | null;
  encoding?: "text" | "base64" | null;
  execute_filemode?: boolean | null;
}

interface Asked {
  branch: string | null;
  commit_message: string | null;
  actions: Action[] | null;
  start_branch?: string | null;
  start_sha?: string | null;
  author_name?: string | null;
  author_email?: string | null;
}

/** One commit that changes several files, on a branch that is there or on a new one. */
export function creatingCommits(api: Hono, store: Store): void {
  endpoint(api, "POST /projects/:id/repository/commits", (call) => {
    const project = store.project(call.named("id"));
    if (project.archived) throw forbidden();
    const asked = call.asked as unknown as Asked;
    const branch = asked.branch ?? "";
    const folder = store.repository(project);
    const { user } = call.actor;
    if (!mayPushTo(pusherTo(store, call.origin, project, user), branch)) {
      throw refused(400, "You are not allowed to push into this branch");
    }
    const there = tip(folder, branch);
    const start = asked.start_sha ?? asked.start_branch;
    if (there && start) throw refused(400, `A branch called '${branch}' already exists.`);
    const from = there ?? (start ? resolve(folder, start) : undefined);
    if (from === undefined) {
      throw refused(400, "You can only create or edit files when you are on a branch");
    }
    if (!there && !isBranchName(branch)) {
      const problem = `Something went wrong when we tried to create '${branch}' for you: Branch name is invalid`;
      throw refused(400, problem);
    }
    const { author, committer } = by(user);
    const after = commitFiles(folder, {
      ...{ branch, from, committer, message: asked.commit_message ?? "" },
      author: { name: asked.author_name ?? author.name, email: asked.author_email ?? author.email },
      changes: (asked.actions ?? []).flatMap((action) => change(folder, from, action)),
    });
    const ref = `refs/heads/${branch}`;
    afterChanges(store, { project, user }, [{ ref, before: there ?? none(after), after }]);
    return show(call, after);
  });

  function show(call: Call, id: string): Response {
    const project = store.project(call.named("id"));
    const folder = store.repository(project);
    const webUrl = `${call.origin}/${store.fullPath(project)}`;
    return call.answer({
      ...presentCommit(webUrl, commitAt(folder, id)),
      stats: stats(folder, `${id}^`, id),
      status: null,
      project_id: project.id,
      last_pipeline: null,
    });
  }
}

/** An action as git fast-import takes it. @throws ApiError 400, in the words of Gitaly */
function change(folder: string, from: string, action: Action): Buffer[] {
  const { file_path: path, previous_path: old, content, encoding } = action;
  if (/^\/|(?:^|\/)\.\.?(?:\/|$)|[\0-\x1f"]/.test(path) || path === "") {
    throw refused(400, "file_path should be a valid file path");
  }
  const blob = readBlob(folder, from, action.action === "move" ? (old ?? path) : path);
  if (action.action === "create" && blob) {
    throw refused(400, "A file with this name already exists");
  }
  if (action.action !== "create" && !blob) {
    throw refused(400, "A file with this name doesn't exist");
  }
  if (action.action === "delete") return [removed(path)];
  const isExecutable = action.execute_filemode ?? blob?.isExecutable ?? false;
  const given =
    typeof content === "string"
      ? Buffer.from(content, encoding === "base64" ? "base64" : "utf8")
      : undefined;
  const bytes = given ?? blob?.content ?? Buffer.alloc(0);
  return [
    ...(action.action === "move" ? [removed(old ?? path)] : []),
    written(path, bytes, isExecutable),
  ];
}
