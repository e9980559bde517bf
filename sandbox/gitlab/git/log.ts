import type { Values } from "../input.ts";
import type { Commit } from "../repositories.ts";
import { git } from "./command.ts";

/** What of a commit is asked for, in this order. */
const fields = ["%H", "%P", "%s", "%B", "%an", "%ae", "%aI", "%cn", "%ce", "%cI"];

/** Commits as `git log` lists them. */
export function log(folder: string, args: string[]): Commit[] {
  const format = `--format=${fields.join("%x00")}`;
  const said = git(folder, ["log", "-z", format, ...args]).split("\0");
  const count = Math.floor(said.length / fields.length);
  return Array.from({ length: count }, (_, at) =>
    commitOf(said.slice(at * fields.length, (at + 1) * fields.length)),
  );
}

/** The one commit of a name that is known to be one. */
export function commitAt(folder: string, sha: string): Commit {
  const [commit] = log(folder, ["-1", sha]);
  if (!commit) throw new Error(`There is no commit ${sha} in ${folder}.`);
  return commit;
}

function commitOf(said: string[]): Commit {
  const [id = "", parents = "", title = "", message = "", ...people] = said;
  const [authorName = "", authorEmail = "", authored = ""] = people;
  const [committerName = "", committerEmail = "", committed = ""] = people.slice(3);
  return {
    id,
    short_id: id.slice(0, 8),
    parent_ids: parents === "" ? [] : parents.split(" "),
    title,
    message: message.trimEnd(),
    author_name: authorName,
    author_email: authorEmail,
    authored_date: authored,
    committer_name: committerName,
    committer_email: committerEmail,
    committed_date: committed,
    created_at: committed,
  };
}

/** A commit as the API shows it. */
export function presentCommit(webUrl: string, commit: Commit): Values {
  const url = `${webUrl}/-/commit/${commit.id}`;
  return { ...commit, trailers: {}, extended_trailers: {}, web_url: url };
}
