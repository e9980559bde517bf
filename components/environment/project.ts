import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { EnvironmentApp } from "../../settings/index.ts";
import { isMissing } from "../lookUpFailure.ts";
import { lookUpEach } from "../lookUps.ts";

/**
 * By app: the id of its GitLab project, which the platform makes. A preview that runs before the
 * platform's first `up` says which are missing and goes on with unknown ids.
 *
 * @throws pulumi.RunError in an `up`, naming every project that is not there.
 */
export async function findProjects(
  apps: EnvironmentApp[],
): Promise<Record<string, pulumi.Output<string>>> {
  const paths = apps.map(({ project }) => project);
  const ids = await lookUpEach(paths, findProject);
  const missing = apps.filter(({ project }) => ids.get(project) === undefined);
  if (missing.length > 0) await tellMissing(missing);
  const unknown = pulumi.unknown as unknown as string;
  return Object.fromEntries(
    apps.map(({ name, project }) => [name, pulumi.output(ids.get(project) ?? unknown)]),
  );
}

async function findProject(pathWithNamespace: string): Promise<string | undefined> {
  try {
    return (await gitlab.getProject({ pathWithNamespace })).id;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return undefined;
  }
}

async function tellMissing(apps: EnvironmentApp[]): Promise<void> {
  const [projects, doNot, them] =
    apps.length === 1 ? ["project", "does not", "it"] : ["projects", "do not", "them"];
  const names = apps.map(({ name, project }) => `"${project}" of the app "${name}"`).join(", ");
  const missing = `The GitLab ${projects} ${names} ${doNot} exist, or the token may not see ${them}.`;
  if (!pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(`${missing} Bring up the platform first: slipway up platform`);
  }
  await pulumi.log.warn(
    `${missing} The platform makes ${them} (slipway up platform); until then what needs ${them} is unknown.`,
  );
}
