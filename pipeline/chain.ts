import type { Deployment, PlatformApp } from "../settings/index.ts";

/** Which environments each branch's pipeline goes through. */

/** An environment of an app's chain. */
export interface Link extends Deployment {
  name: string;
  /** The branches whose pipelines deploy here: its own, and those that go through here to another. */
  branches: string[];
}

/**
 * The app's environments in the order of promotion. A branch's pipeline goes through every
 * environment that one of its own comes after: a hotfix on main serves on staging first.
 */
export function chainOf(app: PlatformApp): Link[] {
  const links = app.deployments.map((deployment) => ({
    ...deployment,
    name: deployment.environment.name,
    branches: [deployment.environment.branch],
  }));
  // From the last to the first: what comes after an environment passes its branches on.
  for (const link of links.toReversed()) {
    const previous = links.find(({ name }) => name === link.after);
    if (previous) previous.branches = [...new Set([...previous.branches, ...link.branches])];
  }
  return links;
}

/** Branches that live on: those that environments deploy from, and the default branch. */
export function longLived(app: PlatformApp): string[] {
  const deployed = app.deployments.map(({ environment }) => environment.branch);
  return [...new Set([...deployed, app.defaultBranch])];
}

/** The rules of a job that runs on these branches, but not when a schedule starts their pipeline. */
export function onBranches(
  branches: readonly string[],
  more: Record<string, string | boolean> = {},
) {
  return branches.map((branch) => ({
    if: `$CI_COMMIT_BRANCH == "${branch}" && $CI_PIPELINE_SOURCE != "schedule"`,
    ...more,
  }));
}
