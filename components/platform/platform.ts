import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import { pipelineOf } from "../../pipeline/index.ts";
import type { PlatformSettings } from "../../settings/index.ts";
import { type AppPipeline, AppProject } from "./appProject.ts";
import type { Edition } from "./branchProtection.ts";
import { findGroups, groupOf } from "./group.ts";
import { periodOf } from "./period.ts";
import { Pipelines } from "./pipelines.ts";
import { requireReleaseTokens } from "./releaseToken.ts";

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
  /** By project's path: the id of the group that holds it. */
  groups: Record<string, number>;
}

/**
 * What environments share: the GitLab project of each app, its branches and who may change them, and
 * the project that holds their pipelines.
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
      findGroups(settings),
    ]);
    const found: Found = { edition: enterprise ? "ee" : "ce", groups };
    requireReleaseTokens(settings, found.edition);
    return new Platform(settings.stack, { settings, found });
  }

  constructor(
    name: string,
    args: { settings: PlatformSettings; found: Found },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { settings, found } = args;
    super(type, name, flow(settings), opts);
    const environments = settings.environments.map((environment) => environment.branch);
    const pipelines = settings.pipelines && this.createPipelines(settings, found);
    const projects = settings.apps.map((app) => {
      const group = found.groups[app.project]!;
      const pipeline = pipelineFor(settings, pipelines?.files.get(app.name));
      const { project } = new AppProject(
        app.name,
        { app, edition: found.edition, group, environments, pipeline },
        { parent: this },
      );
      this.projects[app.name] = { id: project.id, path: app.project, webUrl: project.webUrl };
      return project;
    });
    pipelines?.admit(projects);
    this.registerOutputs({ projects: this.projects });
  }

  private createPipelines(settings: PlatformSettings, found: Found): Pipelines {
    const { tool, runners } = settings;
    const path = settings.pipelines!.project;
    const around = groupOf({ project: path });
    // A project can't be shared with a group that it is in, whose members are its own.
    const others = settings.apps.filter((app) => !`${around}/`.startsWith(`${groupOf(app)}/`));
    const texts = settings.apps.map((app) => [
      app.name,
      tool && pipelineOf(app, { tool, runners }),
    ]);
    return new Pipelines(
      "pipelines",
      {
        ...{ path, edition: found.edition, group: found.groups[path]! },
        readers: [...new Set(others.map((app) => found.groups[app.project]!))],
        files: tool ? (Object.fromEntries(texts) as Record<string, string>) : {},
      },
      { parent: this },
    );
  }
}

/** What an app's project needs for a pipeline that the platform keeps. */
function pipelineFor(
  { pipelines }: PlatformSettings,
  file: gitlab.RepositoryFile | undefined,
): AppPipeline | undefined {
  if (!pipelines) return undefined;
  const { project, release } = pipelines;
  return { ...(file ? { kept: { project, file } } : {}), release, period: periodOf(new Date()) };
}

/** The environments in a line each, so that preview shows a change of the flow. */
function flow(settings: PlatformSettings): pulumi.Inputs {
  const line = (rule: PlatformSettings["environments"][number]) =>
    [`${rule.branch}, ${rule.deploy}`, ...(rule.after ? [`after ${rule.after}`] : [])].join(", ");
  return {
    environments: Object.fromEntries(settings.environments.map((rule) => [rule.name, line(rule)])),
  };
}
