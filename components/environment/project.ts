import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { EnvironmentApp } from "../../settings/index.ts";
import { isMissing } from "../lookUpFailure.ts";

/**
 * The id of an app's GitLab project, which the platform makes. A preview that runs before the
 * platform's first `up` says so and goes on with an unknown id.
 *
 * @throws pulumi.RunError in an `up`, when the project is not there.
 */
export async function findProject(app: EnvironmentApp): Promise<pulumi.Output<string>> {
  try {
    const { id } = await gitlab.getProject({ pathWithNamespace: app.project });
    return pulumi.output(id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const missing =
      `The GitLab project "${app.project}" of the app "${app.name}" does not exist, or the token ` +
      "may not see it.";
    if (!pulumi.runtime.isDryRun()) {
      throw new pulumi.RunError(`${missing} Bring up the platform first: slipway up platform`);
    }
    await pulumi.log.warn(
      `${missing} The platform makes it (slipway up platform); until then what needs it is unknown.`,
    );
    return pulumi.output(pulumi.unknown as unknown as string);
  }
}
