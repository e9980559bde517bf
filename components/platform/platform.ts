import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformSettings } from "../../settings/index.ts";
import { AppProject } from "./appProject.ts";
import type { Edition } from "./branchProtection.ts";
import { findGroups } from "./group.ts";

const type = "slipway:platform:Platform";

/** What the platform tells others about an app's project. */
export interface ProjectOutputs {
  id: pulumi.Output<string>;
  path: string;
  webUrl: pulumi.Output<string>;
}

/** What was looked up in GitLab before the first resource. */
export interface Found {
  /** It decides the shape of branch protection. */
  edition: Edition;
  /** By app: the id of the group that holds its project. */
  groups: Record<string, number>;
}

/**
 * What environments share: the GitLab project of each app, its branches and who may change them.
 *
 * @example
 * await Platform.create(settings)
 */
export class Platform extends pulumi.ComponentResource {
  /** By app. */
  readonly projects: Record<string, ProjectOutputs> = {};

  /** Asks GitLab which edition it is, and for the groups of the apps' projects. */
  static async create(settings: PlatformSettings): Promise<Platform> {
    const [{ enterprise }, groups] = await Promise.all([
      gitlab.getMetadata(),
      findGroups(settings.apps),
    ]);
    const found: Found = { edition: enterprise ? "ee" : "ce", groups };
    return new Platform(settings.stack, { settings, found });
  }

  constructor(
    name: string,
    args: { settings: PlatformSettings; found: Found },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { settings, found } = args;
    super(type, name, flow(settings), opts);
    for (const app of settings.apps) {
      const environments = settings.environments.map((environment) => environment.branch);
      const { project } = new AppProject(
        app.name,
        { app, edition: found.edition, group: found.groups[app.name]!, environments },
        { parent: this },
      );
      this.projects[app.name] = { id: project.id, path: app.project, webUrl: project.webUrl };
    }
    this.registerOutputs({ projects: this.projects });
  }
}

/** The environments in a line each, so that preview shows a change of the flow. */
function flow(settings: PlatformSettings): pulumi.Inputs {
  const line = (rule: PlatformSettings["environments"][number]) =>
    [`${rule.branch}, ${rule.deploy}`, ...(rule.after ? [`after ${rule.after}`] : [])].join(", ");
  return {
    environments: Object.fromEntries(settings.environments.map((rule) => [rule.name, line(rule)])),
  };
}
