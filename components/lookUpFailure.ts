import * as pulumi from "@pulumi/pulumi";

/** Whether a look-up failed because GitLab does not have it, or does not show it to the token. */
export function isMissing(error: unknown): boolean {
  return /\b404\b/.test(String(error));
}

/**
 * What the other side of a failed look-up said, in one line: without the sentences that the engine
 * and the bridge between Pulumi and Terraform put around it.
 */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^invocation of \S+ returned an error: /, "")
    .replace(/^invoking \S+: 1 error occurred:\s*\* /, "")
    .trim()
    .replaceAll(/\s+/g, " ");
}

/** What a look-up in GitLab came to, in a sentence; undefined for any other error. */
export function lookUpFailure(error: unknown, baseUrl: string): pulumi.RunError | undefined {
  if (!(error instanceof Error && /^invocation of gitlab:\S+ returned/.test(error.message))) {
    return undefined;
  }
  const said = reason(error);
  if (/\b40[13]\b/.test(said)) {
    return new pulumi.RunError(
      `GitLab at ${baseUrl} ${tokenGiven()}: it needs the scope \`api\` (docs/gitlab.md). GitLab said: ${said}`,
    );
  }
  return new pulumi.RunError(`GitLab at ${baseUrl} could not be asked: ${said}`);
}

/** What became of the token: the provider takes that of the stack file before that of the shell. */
function tokenGiven(): string {
  if (new pulumi.Config("gitlab").get("token")) return "does not take the stack's `gitlab:token`";
  return process.env.GITLAB_TOKEN
    ? "does not take the token in GITLAB_TOKEN"
    : "wants a token, and GITLAB_TOKEN is not set";
}
