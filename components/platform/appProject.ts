import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformApp } from "../../settings/index.ts";
import type { Exactly } from "../exactly.ts";
import { branchProtection, type Edition } from "./branchProtection.ts";
import { createHooks } from "./hooks.ts";
import { createJobTokenScope } from "./jobTokenScope.ts";
import type { Period } from "./period.ts";
import { cleanUpPolicy, pipelineSettings, safeProjectSettings } from "./projectSettings.ts";
import { createRegistryRules, type RegistryRule } from "./registryRules.ts";
import { createReleaseTokens } from "./releaseToken.ts";

const type = "slipway:platform:AppProject";

export interface AppProjectArgs {
  app: PlatformApp;
  edition: Edition;
  /** The id of the group that holds the project. */
  group: number;
  /** The branches that environments deploy from; each must exist. */
  environments: string[];
  /** Where the platform keeps the app's pipeline; none where the app keeps its own. */
  pipeline?: AppPipeline;
}

/** What an app's project needs for a pipeline that the platform keeps. */
export interface AppPipeline {
  /** The project with the file, and the file; none until there is a tool that its jobs can run. */
  kept?: { project: string; file: gitlab.RepositoryFile };
  /** Whose tokens the release's jobs come with; otherwise service accounts' are made. */
  release?: { user: string; token: string; reader: string };
  /** The time for which such tokens are made. */
  period: Period;
}

/** An app's GitLab project, its long-lived branches and their protection, and its webhooks. */
export class AppProject extends pulumi.ComponentResource {
  readonly project: gitlab.Project;

  constructor(name: string, args: AppProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
    const { app, edition, group, pipeline } = args;
    const settings = app.projectSettings;
    settings satisfies Exactly<typeof settings, gitlab.ProjectArgs>;

    this.project = new gitlab.Project(
      name,
      {
        ...safeProjectSettings,
        ...(pipeline ? pipelineSettings(app, pipeline.kept?.project) : {}),
        ...(pipeline || app.cleanUp ? cleanUpPolicy(app) : {}),
        ...{ namespaceId: group, ...settings },
      },
      // A project is its history, its issues and its registry. Deleting one is asked for in the
      // settings (`protect: false`), and even then GitLab archives it.
      {
        ...{ parent: this, protect: app.protect },
        // The project comes with a branch, and a file that is not there makes that branch's first
        // pipeline fail.
        dependsOn: pipeline?.kept ? [pipeline.kept.file] : [],
      },
    );

    const branches = this.createBranches(name, args);
    for (const rule of app.branches) {
      new gitlab.BranchProtection(
        `${name}-${rule.branch}`,
        { project: this.project.id, ...branchProtection(edition, rule) },
        {
          parent: this,
          dependsOn: branches.get(rule.branch) ?? [],
          // GitLab names a protection by its branch: deleting the former one after the new one was
          // made would leave the branch without any.
          deleteBeforeReplace: true,
        },
      );
    }
    const place = { project: this.project.id, parent: this };
    createHooks(name, app.hooks, place);
    if (pipeline) {
      createJobTokenScope(name, [], place);
      createRegistryRules(name, appRepositories(app), place);
      const { release, period } = pipeline;
      createReleaseTokens(name, { app, release, period, ...place });
    }
    this.registerOutputs({ id: this.project.id });
  }

  /** The default branch comes with the project; the other branches of environments start from it. */
  private createBranches(name: string, { app, environments }: AppProjectArgs) {
    const { defaultBranch } = app.projectSettings;
    const missing = [...new Set(environments)].filter((branch) => branch !== defaultBranch);
    return new Map(
      missing.map((branch) => [
        branch,
        new gitlab.Branch(
          `${name}-${branch}`,
          { project: this.project.id, name: branch, ref: defaultBranch, keepOnDestroy: true },
          // `ref` says where the branch started; it moves on by itself.
          { parent: this, ignoreChanges: ["ref"] },
        ),
      ]),
    );
  }
}

/**
 * `release` is an Owner's, as the release's token is and whoever merges need not be. The cache is a
 * Maintainer's: builds of what they merge have to write it.
 */
function appRepositories({ project }: PlatformApp): Record<string, RegistryRule> {
  return {
    release: { path: `${project}/release`, role: "owner" },
    "cache-protected": { path: `${project}/cache-protected`, role: "maintainer" },
  };
}
