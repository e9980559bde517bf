import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformApp } from "../../settings/index.ts";
import { isMissing } from "../lookUpFailure.ts";
import { lookUpEach } from "../lookUps.ts";

/**
 * By app: the id of the group that holds its project. It must exist: Slipway makes no groups.
 *
 * @throws pulumi.RunError naming every group that does not.
 */
export async function findGroups(apps: PlatformApp[]): Promise<Record<string, number>> {
  const ids = await lookUpEach(apps.map(groupOf), async (fullPath) => {
    try {
      return (await gitlab.getGroup({ fullPath })).groupId;
    } catch (error) {
      if (!isMissing(error)) throw error;
      const places = apps.filter((app) => groupOf(app) === fullPath).map(placeOf);
      throw new pulumi.RunError(
        `${places.join(", ")}: the group "${fullPath}" does not exist on GitLab, ` +
          "or the token may not see it. Create the group, or correct the path.",
      );
    }
  });
  return Object.fromEntries(apps.map((app) => [app.name, ids.get(groupOf(app))!]));
}

function groupOf({ project }: PlatformApp): string {
  return project.slice(0, project.lastIndexOf("/"));
}

function placeOf({ name }: PlatformApp): string {
  return `slipway:apps.${name}.project`;
}
