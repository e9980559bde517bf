import type { Values } from "../input.ts";
import { git, run, succeeds } from "../git/command.ts";
import { keeper } from "../git/kept.ts";
import { commitAt, presentCommit } from "../git/log.ts";
import { readRef } from "../git/refs.ts";

/** What a pipeline wants to know of its commit. */
export interface CommitFacts {
  sha: string;
  title: string;
  message: string;
  description: string;
  author: string;
  timestamp: string;
}

export const nowhere = "0".repeat(40);

export const commitFacts = keeper(readFacts);
const commits = keeper(commitAt);

function readFacts(folder: string, sha: string): CommitFacts {
  const format = ["%s", "%B", "%b", "%an <%ae>", "%cI"].join("%x00");
  const [title = "", message = "", description = "", author = "", timestamp = ""] = git(folder, [
    ...["log", "-1", `--format=${format}`, sha],
  ]).split("\0");
  return {
    sha,
    title,
    message: message.trimEnd(),
    description: description.trimEnd(),
    author,
    timestamp: timestamp.trim(),
  };
}

/** A file's text at a commit, or undefined if it isn't there. */
export function fileAt(folder: string, sha: string, path: string): string | undefined {
  const name = `${sha}:${path.replace(/^\/+/, "")}`;
  const { status, stdout } = run(folder, ["cat-file", "blob", name]);
  return status === 0 ? stdout : undefined;
}

export function filesAt(folder: string, sha: string): string[] {
  return lines(git(folder, ["ls-tree", "-r", "-z", "--name-only", sha]));
}

/**
 * What differs between two commits, both names of what was renamed.
 *
 * @param sinceFork from where the two went apart, as a merge request is looked at
 */
export function changedFiles(
  folder: string,
  from: string,
  to: string,
  sinceFork = false,
): string[] {
  const range = sinceFork ? [`${from}...${to}`] : [from, to];
  return lines(git(folder, ["diff", "--no-renames", "--name-only", "-z", ...range]));
}

/** The id of a file's contents, or undefined if it isn't there. */
export function blobAt(folder: string, sha: string, path: string): string | undefined {
  const asked = ["rev-parse", "--verify", "--quiet", `${sha}:${path}`];
  const { status, stdout } = run(folder, asked);
  return status === 0 ? stdout.trim() : undefined;
}

export function hasCommit(folder: string, sha: string): boolean {
  return succeeds(folder, ["cat-file", "-e", `${sha}^{commit}`]);
}

export function hasTag(folder: string, name: string): boolean {
  return readRef(folder, `refs/tags/${name}`) !== undefined;
}

/**
 * The ref that keeps a pipeline's commit for its runners, whatever becomes of the branch
 * (`Ci::PersistentRef`).
 */
export function keepForPipeline(folder: string, pipeline: { id: number; sha: string }): string {
  const ref = `refs/pipelines/${pipeline.id}`;
  git(folder, ["update-ref", ref, pipeline.sha]);
  return ref;
}

export function dropPipelineRef(folder: string, { id }: { id: number }): void {
  git(folder, ["update-ref", "-d", `refs/pipelines/${id}`]);
}

function lines(output: string): string[] {
  return output.split("\0").filter((path) => path !== "");
}

/** A commit as GitLab's API shows one. */
export function shownCommit(folder: string, sha: string, webUrl: string): Values {
  return presentCommit(webUrl, commits(folder, sha));
}
