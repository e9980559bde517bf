import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformApp } from "../../settings/index.ts";
import { isMissing } from "../lookUpFailure.ts";

/**
 * The id of the group that holds an app's project. It must exist: Slipway makes no groups.
 *
 * @throws pulumi.RunError when it does not.
 */
export async function findGroup(app: PlatformApp): Promise<number> {
  const fullPath = app.project.slice(0, app.project.lastIndexOf("/"));
  try {
    return (await gitlab.getGroup({ fullPath })).groupId;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new pulumi.RunError(
      `slipway:apps.${app.name}.project: the group "${fullPath}" does not exist on GitLab, ` +
        "or the token may not see it. Create the group, or correct the path.",
    );
  }
}
