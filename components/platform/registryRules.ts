import type * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";

/** A repository's path, or a pattern with `*`, and the least role that pushes there and deletes. */
export interface RegistryRule {
  path: string;
  role: "maintainer" | "owner";
}

/**
 * Repositories of a project's registry that only some push to and delete from. GitLab has no lower role
 * for such a rule, and none for refs: a job has the role of who started it, so whoever has that role
 * lends it to the code that their merges run.
 *
 * @param repositories by the resource's name
 */
export function createRegistryRules(
  name: string,
  repositories: Record<string, RegistryRule>,
  { project, parent }: { project: pulumi.Input<string>; parent: pulumi.Resource },
): void {
  for (const [repository, { path, role }] of Object.entries(repositories)) {
    new gitlab.ProjectContainerRepositoryProtection(
      `${name}-${repository}`,
      {
        project,
        // In a registry all names are in lower case.
        repositoryPathPattern: path.toLowerCase(),
        minimumAccessLevelForPush: role,
        minimumAccessLevelForDelete: role,
      },
      { parent },
    );
  }
}
