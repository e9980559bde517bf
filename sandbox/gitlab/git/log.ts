import type { Values } from "../input.ts";
import { type Commit, commitOf } from "../repositories.ts";
import { git } from "./command.ts";

/** What of a commit is asked for, in the order of commitOf(). */
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

/** A commit as the API shows it. */
export function presentCommit(webUrl: string, commit: Commit): Values {
  const url = `${webUrl}/-/commit/${commit.id}`;
  return { ...commit, trailers: {}, extended_trailers: {}, web_url: url };
}
