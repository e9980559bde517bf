/** How messages and images call a commit: a tag's name, else the commit in short, as GitLab cuts it. */
export function versionOfCommit(
  commit: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  return environment.CI_COMMIT_TAG || shortSha(commit);
}

/** GitLab's CI_COMMIT_SHORT_SHA. */
export function shortSha(commit: string): string {
  return commit.slice(0, 8);
}
