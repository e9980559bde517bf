import * as pulumi from "@pulumi/pulumi";
import * as gitlab from "@pulumi/gitlab";
import { branchProtection, type Edition } from "./branchProtection.ts";
import { createJobTokenScope } from "./jobTokenScope.ts";
import { pipelineFile, safeProjectSettings } from "./projectSettings.ts";
import { createRegistryRules } from "./registryRules.ts";

const type = "slipway:platform:Pipelines";

/** GitLab's own name for a first branch. */
const branch = "main";

export interface PipelinesArgs {
  /** `acme/pipelines` */
  path: string;
  edition: Edition;
  /** The id of the group that holds the project. */
  group: number;
  /** The ids of the groups whose members may read it; those around it can anyway. */
  readers: number[];
  /** By app: the text of its pipeline. */
  files: Record<string, string>;
}

/**
 * The project that holds the apps' pipelines, and the image that their jobs run `slipway` from. Apps'
 * projects run its files, so that nobody changes a pipeline by pushing a branch.
 */
export class Pipelines extends pulumi.ComponentResource {
  readonly project: gitlab.Project;
  /** By app: what its project runs. */
  readonly files = new Map<string, gitlab.RepositoryFile>();

  private readonly name: string;

  constructor(name: string, args: PipelinesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
    this.name = name;
    const { path, group, readers, files } = args;
    this.project = this.createProject(name, path.slice(path.lastIndexOf("/") + 1), group);
    const place = { project: this.project.id, parent: this };
    const protection = this.protect(name, args.edition);
    for (const [app, content] of Object.entries(files)) {
      const file = new gitlab.RepositoryFile(
        `${name}-${app}`,
        {
          ...{ project: this.project.id, branch, filePath: pipelineFile(app), content },
          encoding: "text",
          commitMessage: `Write the pipeline of ${app}`,
          authorName: "Slipway",
          authorEmail: "slipway@noreply.invalid",
          // Whatever stands there, it is Slipway's to write.
          overwriteOnCreate: true,
        },
        { parent: this, dependsOn: [protection] },
      );
      this.files.set(app, file);
    }
    for (const groupId of readers) {
      // Who starts an app's pipeline must be able to read its file.
      const share = { project: this.project.id, groupId, groupAccess: "reporter" };
      new gitlab.ProjectShareGroup(`${name}-${groupId}`, share, { parent: this });
    }
    createRegistryRules(name, { tool: { path: `${path}*`, role: "maintainer" } }, place);
    this.registerOutputs({ id: this.project.id });
  }

  /** Lets the apps' jobs pull the tool's image: after the apps' projects, which come after their files. */
  admit(apps: gitlab.Project[]): void {
    createJobTokenScope(this.name, apps, { project: this.project.id, parent: this });
  }

  private createProject(name: string, path: string, namespaceId: number): gitlab.Project {
    return new gitlab.Project(
      name,
      {
        ...safeProjectSettings,
        ...{ namespaceId, name: path, path, defaultBranch: branch },
        description: "The apps' pipelines, written by Slipway",
        visibilityLevel: "private",
        // It has files for others' pipelines, and runs none: not with a branch that somebody pushes.
        buildsAccessLevel: "disabled",
      },
      { parent: this },
    );
  }

  /** The platform's own token is a Maintainer's at least. Nothing is merged here. */
  private protect(name: string, edition: Edition): gitlab.BranchProtection {
    const rule = {
      branch,
      pushAccessLevel: "maintainer",
      mergeAccessLevel: "no one",
      allowForcePush: false,
    } as const;
    return new gitlab.BranchProtection(
      `${name}-${branch}`,
      { project: this.project.id, ...branchProtection(edition, rule) },
      { parent: this, deleteBeforeReplace: true },
    );
  }
}
