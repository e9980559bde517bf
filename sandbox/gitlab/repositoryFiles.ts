import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { ApiError, notFound, refused } from "./errors.ts";
import { type Blob, commitFiles, readBlob, removed, written } from "./fileCommits.ts";
import { mayPushTo } from "./git/branchCheck.ts";
import { afterChanges, pusherTo } from "./git/changes.ts";
import { by } from "./git/merging.ts";
import { hasBranch, resolve } from "./repositories.ts";
import type { Store } from "./store.ts";

interface Asked {
  file_path: string;
  branch: string;
  ref: string;
  commit_message: string;
  content: string;
  encoding?: string | null;
  last_commit_id?: string | null;
  author_name?: string | null;
  author_email?: string | null;
  execute_filemode?: boolean | null;
}

const acted = acting<Asked>("file")(
  ...(["file_path", "branch", "ref", "commit_message", "content", "encoding"] as const),
  ...(["last_commit_id", "author_name", "author_email", "execute_filemode"] as const),
);

/** Files of a repository's branches: each change is a commit. */
export function repositoryFiles(api: Hono, store: Store): void {
  const path = "/projects/:id/repository/files/:file_path";

  endpoint(api, `GET ${path}`, (call) => {
    const project = find(call);
    const { ref, file_path: file } = asked(call);
    const folder = store.repository(project);
    const commit = resolve(folder, ref);
    if (commit === undefined) throw notFound("Commit");
    const blob = readBlob(folder, commit, file);
    if (!blob) throw notFound("File");
    const told = describe(blob, { file, ref, commit });
    for (const [name, value] of Object.entries(told)) {
      call.context.header(`x-gitlab-${name.replaceAll("_", "-")}`, String(value));
    }
    return call.context.json({ ...told, content: blob.content.toString("base64") });
  });

  endpoint(api, `POST ${path}`, (call) => {
    const { file, there } = changeable(call);
    if (there) throw refused(400, "A file with this name already exists");
    return commit(call, { file, isExecutable: false });
  });

  endpoint(api, `PUT ${path}`, (call) => {
    const { file, there } = changeable(call);
    if (!there) throw refused(400, "A file with this name doesn't exist");
    const { last_commit_id: known } = asked(call);
    if (known && known !== there.lastCommit) {
      throw refused(
        400,
        "You are attempting to update a file that has changed since you started editing it.",
      );
    }
    return commit(call, { file, isExecutable: there.isExecutable });
  });

  endpoint(api, `DELETE ${path}`, (call) => {
    const { file, there } = changeable(call);
    if (!there) throw refused(400, "A file with this name doesn't exist");
    return commit(call, { file, isExecutable: false, isGone: true });
  });

  const find = (call: Call) => store.project(call.named("id"));

  /** What a change is about. @throws ApiError 400, in the words of `Files::BaseService` */
  function changeable(call: Call): { file: string; there: Blob | undefined } {
    const project = find(call);
    const { branch, file_path: file } = asked(call);
    const folder = store.repository(project);
    const pusher = pusherTo(store, call.origin, project, call.actor.user);
    if (!mayPushTo(pusher, branch)) {
      throw refused(400, "You are not allowed to push into this branch");
    }
    if (!hasBranch(folder, branch)) {
      throw refused(400, "You can only create or edit files when you are on a branch");
    }
    return { file, there: readBlob(folder, branch, file) };
  }

  function commit(
    call: Call,
    {
      file,
      isExecutable,
      isGone = false,
    }: { file: string; isExecutable: boolean; isGone?: boolean },
  ): Response {
    const { branch, content, encoding, commit_message: message, ...given } = asked(call);
    const { author, committer } = by(call.actor.user);
    const project = find(call);
    const folder = store.repository(project);
    const before = resolve(folder, branch)!;
    const bytes = Buffer.from(content ?? "", encoding === "base64" ? "base64" : "utf8");
    const after = commitFiles(folder, {
      ...{ branch, from: before, message, committer },
      author: { name: given.author_name ?? author.name, email: given.author_email ?? author.email },
      changes: [
        isGone ? removed(file) : written(file, bytes, given.execute_filemode ?? isExecutable),
      ],
    });
    const change = { ref: `refs/heads/${branch}`, before, after };
    afterChanges(store, { project, user: call.actor.user }, [change]);
    return isGone ? call.nothing() : call.answer({ file_path: file, branch });
  }
}

/** @throws ApiError 400, in the words of GitLab's validator `FilePath` */
function asked(call: Call): Asked {
  const found = acted(call.asked as never);
  if (/^\/|(?:^|\/)\.\.?(?:\/|$)|[\0-\x1f]/.test(found.file_path) || found.file_path === "") {
    throw new ApiError(400, { error: "file_path should be a valid file path" });
  }
  return found;
}

function describe(
  blob: Blob,
  { file, ref, commit }: { file: string; ref: string; commit: string },
) {
  return {
    file_name: basename(file),
    file_path: file,
    size: blob.content.length,
    encoding: "base64",
    content_sha256: createHash("sha256").update(blob.content).digest("hex"),
    ref,
    blob_id: blob.id,
    commit_id: commit,
    last_commit_id: blob.lastCommit,
    execute_filemode: blob.isExecutable,
  };
}
