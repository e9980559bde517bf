import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformSettings } from "../../settings/index.ts";
import { isMissing } from "../lookUpFailure.ts";
import { lookUpEach } from "../lookUps.ts";

/** A project's path, and where the settings have it. */
interface Placed {
  project: string;
  place: string;
}

/**
 * By project's path: the id of the group that holds it. It must exist: Slipway makes no groups.
 *
 * @throws pulumi.RunError naming every group that does not.
 */
export async function findGroups(settings: PlatformSettings): Promise<Record<string, number>> {
  const projects = projectsOf(settings);
  const ids = await lookUpEach(projects.map(groupOf), async (fullPath) => {
    try {
      return (await gitlab.getGroup({ fullPath })).groupId;
    } catch (error) {
      if (!isMissing(error)) throw error;
      const places = projects.filter((one) => groupOf(one) === fullPath).map(({ place }) => place);
      throw new pulumi.RunError(
        `${places.join(", ")}: the group "${fullPath}" does not exist on GitLab, ` +
          "or the token may not see it. Create the group, or correct the path.",
      );
    }
  });
  return Object.fromEntries(projects.map((one) => [one.project, ids.get(groupOf(one))!]));
}

function projectsOf({ apps, pipelines }: PlatformSettings): Placed[] {
  return [
    ...apps.map(({ name, project }) => ({ project, place: `slipway:apps.${name}.project` })),
    ...(pipelines ? [{ project: pipelines.project, place: "slipway:pipelines.project" }] : []),
  ];
}

/** The path of the group that holds a project. */
export function groupOf({ project }: { project: string }): string {
  return project.slice(0, project.lastIndexOf("/"));
}
