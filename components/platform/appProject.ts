import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import type { PlatformApp } from "../../settings/index.ts";
import type { Exactly } from "../exactly.ts";
import { branchProtection, type Edition } from "./branchProtection.ts";
import { createHooks } from "./hooks.ts";

const type = "slipway:platform:AppProject";

export interface AppProjectArgs {
  app: PlatformApp;
  edition: Edition;
  /** The id of the group that holds the project. */
  group: number;
  /** The branches that environments deploy from; each must exist. */
  environments: string[];
}

/** An app's GitLab project, its long-lived branches and their protection, and its webhooks. */
export class AppProject extends pulumi.ComponentResource {
  readonly project: gitlab.Project;

  constructor(name: string, args: AppProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
    const { app, edition, group } = args;
    const settings = app.projectSettings;
    settings satisfies Exactly<typeof settings, gitlab.ProjectArgs>;

    this.project = new gitlab.Project(
      name,
      { ...safeProjectSettings, namespaceId: group, ...settings },
      // A project is its history, its issues and its registry. Deleting one is asked for in the
      // settings (`protect: false`), and even then GitLab archives it.
      { parent: this, protect: app.protect },
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
    createHooks(name, app.hooks, { project: this.project.id, parent: this });
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
 * GitLab's project settings where the safe choice is not GitLab's default.
 * https://docs.gitlab.com/api/projects/#edit-project
 */
const safeProjectSettings = {
  // The first commit makes the default branch, without which nothing can be protected.
  initializeWithReadme: true,
  archiveOnDestroy: true,
  autoDevopsEnabled: false,
  publicJobs: false,
  requestAccessEnabled: false,
  onlyAllowMergeIfPipelineSucceeds: true,
  onlyAllowMergeIfAllDiscussionsAreResolved: true,
  removeSourceBranchAfterMerge: true,
  // A job that waited while a newer one deployed is refused; re-running an old one is a rollback.
  ciForwardDeploymentEnabled: true,
  ciForwardDeploymentRollbackAllowed: true,
  // Caches of protected branches are never read by the pipelines of others.
  ciSeparatedCaches: true,
  // Nobody overrides a scoped variable by starting a pipeline by hand.
  ciPipelineVariablesMinimumOverrideRole: "no_one_allowed",
  ciPushRepositoryForJobTokenAllowed: false,
  protectMergeRequestPipelines: false,
} satisfies Partial<gitlab.ProjectArgs>;
