// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import type * as inputs from "./types/input.ts";
import type * as outputs from "./types/output.ts";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "allowMergeOnSkippedPipeline",
    "archiveOnDestroy",
    "autoCancelPendingPipelines",
    "autoDevopsEnabled",
    "buildGitStrategy",
    "buildTimeout",
    "buildsAccessLevel",
    "ciConfigPath",
    "ciDefaultGitDepth",
    "ciDeletePipelinesInSeconds",
    "ciDisplayPipelineVariables",
    "ciForwardDeploymentEnabled",
    "ciForwardDeploymentRollbackAllowed",
    "ciIdTokenSubClaimComponents",
    "ciPipelineVariablesMinimumOverrideRole",
    "ciPushRepositoryForJobTokenAllowed",
    "ciSeparatedCaches",
    "containerExpirationPolicy",
    "containerRegistryAccessLevel",
    "defaultBranch",
    "description",
    "environmentsAccessLevel",
    "forkingAccessLevel",
    "groupRunnersEnabled",
    "initializeWithReadme",
    "keepLatestArtifact",
    "mergeCommitTemplate",
    "mergeMethod",
    "mergeRequestsAccessLevel",
    "mergeRequestsTemplate",
    "name",
    "namespaceId",
    "onlyAllowMergeIfAllDiscussionsAreResolved",
    "onlyAllowMergeIfPipelineSucceeds",
    "path",
    "permanentlyDeleteOnDestroy",
    "printingMergeRequestLinkEnabled",
    "protectMergeRequestPipelines",
    "publicJobs",
    "removeSourceBranchAfterMerge",
    "requestAccessEnabled",
    "resourceGroupDefaultProcessMode",
    "sharedRunnersEnabled",
    "skipWaitForDefaultBranchProtection",
    "squashCommitTemplate",
    "squashOption",
    "topics",
    "visibilityLevel",
  ],
  outputs: [
    "avatarUrl",
    "emptyRepo",
    "httpUrlToRepo",
    "pathWithNamespace",
    "runnersToken",
    "sshUrlToRepo",
    "webUrl",
  ],
  secrets: ["runnersToken"],
};

/**
 * A GitLab project: those of its settings that a GitOps flow depends on. What is left out keeps the
 * instance's default.
 *
 * Since GitLab 18 a deleted project is renamed and kept for a while (30 days by default).
 */
export class Project extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/project:Project";

  /** An existing project, by its number. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectState,
    opts?: pulumi.CustomResourceOptions,
  ): Project {
    return new Project(name, state, { ...opts, id });
  }

  /** Whether the object is a Project, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is Project {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === Project.__pulumiType;
  }

  declare readonly allowMergeOnSkippedPipeline: pulumi.Output<boolean>;
  declare readonly archiveOnDestroy: pulumi.Output<boolean | undefined>;
  declare readonly autoCancelPendingPipelines: pulumi.Output<string>;
  declare readonly autoDevopsEnabled: pulumi.Output<boolean>;
  declare readonly buildGitStrategy: pulumi.Output<string>;
  declare readonly buildTimeout: pulumi.Output<number>;
  declare readonly buildsAccessLevel: pulumi.Output<string>;
  declare readonly ciConfigPath: pulumi.Output<string | undefined>;
  declare readonly ciDefaultGitDepth: pulumi.Output<number>;
  declare readonly ciDeletePipelinesInSeconds: pulumi.Output<number>;
  declare readonly ciDisplayPipelineVariables: pulumi.Output<boolean>;
  declare readonly ciForwardDeploymentEnabled: pulumi.Output<boolean>;
  declare readonly ciForwardDeploymentRollbackAllowed: pulumi.Output<boolean>;
  declare readonly ciIdTokenSubClaimComponents: pulumi.Output<string[]>;
  declare readonly ciPipelineVariablesMinimumOverrideRole: pulumi.Output<string>;
  declare readonly ciPushRepositoryForJobTokenAllowed: pulumi.Output<boolean>;
  declare readonly ciSeparatedCaches: pulumi.Output<boolean>;
  declare readonly containerExpirationPolicy: pulumi.Output<outputs.ProjectContainerExpirationPolicy>;
  declare readonly containerRegistryAccessLevel: pulumi.Output<string>;
  declare readonly defaultBranch: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly environmentsAccessLevel: pulumi.Output<string>;
  declare readonly forkingAccessLevel: pulumi.Output<string>;
  declare readonly groupRunnersEnabled: pulumi.Output<boolean>;
  declare readonly initializeWithReadme: pulumi.Output<boolean | undefined>;
  declare readonly keepLatestArtifact: pulumi.Output<boolean>;
  declare readonly mergeCommitTemplate: pulumi.Output<string | undefined>;
  declare readonly mergeMethod: pulumi.Output<string>;
  declare readonly mergeRequestsAccessLevel: pulumi.Output<string>;
  declare readonly mergeRequestsTemplate: pulumi.Output<string | undefined>;
  declare readonly name: pulumi.Output<string>;
  declare readonly namespaceId: pulumi.Output<number>;
  declare readonly onlyAllowMergeIfAllDiscussionsAreResolved: pulumi.Output<boolean>;
  declare readonly onlyAllowMergeIfPipelineSucceeds: pulumi.Output<boolean>;
  declare readonly path: pulumi.Output<string | undefined>;
  declare readonly permanentlyDeleteOnDestroy: pulumi.Output<boolean | undefined>;
  declare readonly printingMergeRequestLinkEnabled: pulumi.Output<boolean>;
  declare readonly protectMergeRequestPipelines: pulumi.Output<boolean>;
  declare readonly publicJobs: pulumi.Output<boolean>;
  declare readonly removeSourceBranchAfterMerge: pulumi.Output<boolean>;
  declare readonly requestAccessEnabled: pulumi.Output<boolean>;
  declare readonly resourceGroupDefaultProcessMode: pulumi.Output<string>;
  declare readonly sharedRunnersEnabled: pulumi.Output<boolean>;
  declare readonly skipWaitForDefaultBranchProtection: pulumi.Output<boolean | undefined>;
  declare readonly squashCommitTemplate: pulumi.Output<string | undefined>;
  declare readonly squashOption: pulumi.Output<string>;
  declare readonly topics: pulumi.Output<string[]>;
  declare readonly visibilityLevel: pulumi.Output<string>;
  declare readonly avatarUrl: pulumi.Output<string>;
  declare readonly emptyRepo: pulumi.Output<boolean>;
  declare readonly httpUrlToRepo: pulumi.Output<string>;
  /** The full path: `group/project`. */
  declare readonly pathWithNamespace: pulumi.Output<string>;
  /** Secret. */
  declare readonly runnersToken: pulumi.Output<string>;
  declare readonly sshUrlToRepo: pulumi.Output<string>;
  declare readonly webUrl: pulumi.Output<string>;

  constructor(name: string, args?: ProjectArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectArgs | ProjectState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectArgs | ProjectState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      Project.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a Project. */
export interface ProjectArgs {
  /**
   * Whether a skipped pipeline counts as one that passed; only with
   * `onlyAllowMergeIfPipelineSucceeds`.
   */
  allowMergeOnSkippedPipeline?: pulumi.Input<boolean>;
  /** Whether destroying the resource archives the project instead of deleting it. Not read back. */
  archiveOnDestroy?: pulumi.Input<boolean>;
  /** Whether a newer pipeline cancels older ones: `enabled` or `disabled`. */
  autoCancelPendingPipelines?: pulumi.Input<string>;
  /** Whether GitLab's Auto DevOps builds projects that have no pipeline of their own. */
  autoDevopsEnabled?: pulumi.Input<boolean>;
  /** `fetch` or `clone`. */
  buildGitStrategy?: pulumi.Input<string>;
  /** The longest a job may run, in seconds. */
  buildTimeout?: pulumi.Input<number>;
  /** Whose pipelines run: `disabled` for nobody's, `private` for members', or `enabled`. */
  buildsAccessLevel?: pulumi.Input<string>;
  /** The file that holds the pipeline; empty means `.gitlab-ci.yml`. */
  ciConfigPath?: pulumi.Input<string>;
  /** How many commits a job fetches; 0 means all. */
  ciDefaultGitDepth?: pulumi.Input<number>;
  /** The age at which pipelines are deleted, in seconds. */
  ciDeletePipelinesInSeconds?: pulumi.Input<number>;
  /** Whether a pipeline's page shows its variables. */
  ciDisplayPipelineVariables?: pulumi.Input<boolean>;
  /** Whether an older deployment job is refused once a newer one has run. */
  ciForwardDeploymentEnabled?: pulumi.Input<boolean>;
  /** Whether such an older job may still be run again by hand, as a rollback. */
  ciForwardDeploymentRollbackAllowed?: pulumi.Input<boolean>;
  /** The parts of the `sub` claim of a job's identity token. */
  ciIdTokenSubClaimComponents?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The least role that may set variables when starting a pipeline: `developer`, `maintainer`,
   * `owner` or `no_one_allowed`.
   */
  ciPipelineVariablesMinimumOverrideRole?: pulumi.Input<string>;
  /** Whether a job may push to the repository with its own token. */
  ciPushRepositoryForJobTokenAllowed?: pulumi.Input<boolean>;
  /** Whether protected and other branches have separate caches. */
  ciSeparatedCaches?: pulumi.Input<boolean>;
  /** Which images of the registry are cleaned up. */
  containerExpirationPolicy?: pulumi.Input<inputs.ProjectContainerExpirationPolicy>;
  /** Who sees the registry: `disabled`, `private` or `enabled`. */
  containerRegistryAccessLevel?: pulumi.Input<string>;
  /** The default branch. It must exist, or be made by `initializeWithReadme`. */
  defaultBranch?: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  /** Who sees the environments: `disabled`, `private` or `enabled`. */
  environmentsAccessLevel?: pulumi.Input<string>;
  /** Who may fork it: `disabled`, `private` or `enabled`. */
  forkingAccessLevel?: pulumi.Input<string>;
  /** Whether the group's runners may be used. */
  groupRunnersEnabled?: pulumi.Input<boolean>;
  /** Whether the first commit, a README, is made on creation. Not read back. */
  initializeWithReadme?: pulumi.Input<boolean>;
  /** Whether the latest artifacts of each branch outlive their expiry. */
  keepLatestArtifact?: pulumi.Input<boolean>;
  /** The text of merge commits. */
  mergeCommitTemplate?: pulumi.Input<string>;
  /** `merge`, `rebase_merge` or `ff`. */
  mergeMethod?: pulumi.Input<string>;
  /** Who sees merge requests: `disabled`, `private` or `enabled`. */
  mergeRequestsAccessLevel?: pulumi.Input<string>;
  /** The description that new merge requests begin with. */
  mergeRequestsTemplate?: pulumi.Input<string>;
  /** The project's name. Left out, one is made up: always give it. */
  name?: pulumi.Input<string>;
  /** The number of the group, or user, that holds it. A change transfers the project. */
  namespaceId?: pulumi.Input<number>;
  /** Whether open discussions block a merge. */
  onlyAllowMergeIfAllDiscussionsAreResolved?: pulumi.Input<boolean>;
  /** Whether a failed pipeline blocks a merge. */
  onlyAllowMergeIfPipelineSucceeds?: pulumi.Input<boolean>;
  /** Its last part of the address. */
  path?: pulumi.Input<string>;
  /**
   * Whether destroying the resource skips the period in which a deleted project can be restored.
   */
  permanentlyDeleteOnDestroy?: pulumi.Input<boolean>;
  /** Whether a push prints the address for a new merge request. */
  printingMergeRequestLinkEnabled?: pulumi.Input<boolean>;
  /** Whether merge requests between protected branches see protected variables. GitLab 18.1. */
  protectMergeRequestPipelines?: pulumi.Input<boolean>;
  /** Whether people outside the project see its jobs. */
  publicJobs?: pulumi.Input<boolean>;
  /** Whether new merge requests delete their source branch by default. */
  removeSourceBranchAfterMerge?: pulumi.Input<boolean>;
  /** Whether people may ask to become members. */
  requestAccessEnabled?: pulumi.Input<boolean>;
  /** `unordered`, `oldest_first`, `newest_first` or `newest_ready_first`. */
  resourceGroupDefaultProcessMode?: pulumi.Input<string>;
  /** Whether the instance's runners may be used. */
  sharedRunnersEnabled?: pulumi.Input<boolean>;
  /**
   * Whether creation does not wait until GitLab protects the default branch: for instances that
   * never do. Not read back.
   */
  skipWaitForDefaultBranchProtection?: pulumi.Input<boolean>;
  /** The text of squash commits. */
  squashCommitTemplate?: pulumi.Input<string>;
  /** `never`, `always`, `default_on` or `default_off`. */
  squashOption?: pulumi.Input<string>;
  topics?: pulumi.Input<pulumi.Input<string>[]>;
  /** `private`, `internal` or `public`. */
  visibilityLevel?: pulumi.Input<string>;
}

/** What narrows a look-up of a Project. */
export interface ProjectState extends Partial<ProjectArgs> {
  avatarUrl?: pulumi.Input<string>;
  emptyRepo?: pulumi.Input<boolean>;
  httpUrlToRepo?: pulumi.Input<string>;
  pathWithNamespace?: pulumi.Input<string>;
  /** Secret. */
  runnersToken?: pulumi.Input<string>;
  sshUrlToRepo?: pulumi.Input<string>;
  webUrl?: pulumi.Input<string>;
}
