import type * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";

/**
 * Repositories of a project's registry that only Maintainers push to and delete from. GitLab has no
 * lower role for such a rule, and none for refs.
 *
 * @param repositories by the resource's name: a repository's path, or a pattern with `*`
 */
export function createRegistryRules(
  name: string,
  repositories: Record<string, string>,
  { project, parent }: { project: pulumi.Input<string>; parent: pulumi.Resource },
): void {
  for (const [repository, path] of Object.entries(repositories)) {
    new gitlab.ProjectContainerRepositoryProtection(
      `${name}-${repository}`,
      {
        project,
        // In a registry all names are in lower case.
        repositoryPathPattern: path.toLowerCase(),
        minimumAccessLevelForPush: "maintainer",
        minimumAccessLevelForDelete: "maintainer",
      },
      { parent },
    );
  }
}
