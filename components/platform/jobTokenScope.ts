import type * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";

/**
 * Whose jobs may use their token in a project besides its own.
 *
 * @param from the projects whose jobs may, all that there are
 */
export function createJobTokenScope(
  name: string,
  from: gitlab.Project[],
  { project, parent }: { project: pulumi.Input<string>; parent: pulumi.Resource },
): void {
  const targetProjectIds = from.map(({ id }) => id.apply(Number));
  new gitlab.ProjectJobTokenScopes(
    name,
    { project, enabled: true, targetProjectIds, targetGroupIds: [] },
    { parent },
  );
}
