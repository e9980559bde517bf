// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "branchFilterStrategy",
    "deploymentEvents",
    "description",
    "enableSslVerification",
    "jobEvents",
    "mergeRequestsEvents",
    "name",
    "pipelineEvents",
    "project",
    "pushEvents",
    "pushEventsBranchFilter",
    "releasesEvents",
    "tagPushEvents",
    "token",
    "url",
  ],
  outputs: ["hookId", "projectId"],
  required: ["project", "url"],
  secrets: ["token"],
};

/**
 * A webhook of a project: GitLab posts to `url` when one of the events that are switched on
 * happens. The provider does not mark `url` as secret: where it holds one, wrap it in
 * `pulumi.secret` and name it in `additionalSecretOutputs`.
 */
export class ProjectHook extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/projectHook:ProjectHook";

  /** An existing webhook, by its id `<project>:<number of the webhook>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectHookState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectHook {
    return new ProjectHook(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectHook, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectHook {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectHook.__pulumiType;
  }

  declare readonly branchFilterStrategy: pulumi.Output<string>;
  declare readonly deploymentEvents: pulumi.Output<boolean>;
  declare readonly description: pulumi.Output<string>;
  declare readonly enableSslVerification: pulumi.Output<boolean>;
  declare readonly jobEvents: pulumi.Output<boolean>;
  declare readonly mergeRequestsEvents: pulumi.Output<boolean>;
  declare readonly name: pulumi.Output<string>;
  declare readonly pipelineEvents: pulumi.Output<boolean>;
  declare readonly project: pulumi.Output<string>;
  declare readonly pushEvents: pulumi.Output<boolean>;
  declare readonly pushEventsBranchFilter: pulumi.Output<string>;
  declare readonly releasesEvents: pulumi.Output<boolean>;
  declare readonly tagPushEvents: pulumi.Output<boolean>;
  declare readonly token: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string>;
  /** GitLab's number of the webhook. */
  declare readonly hookId: pulumi.Output<number>;
  /** GitLab's number of the project. */
  declare readonly projectId: pulumi.Output<number>;

  constructor(name: string, args: ProjectHookArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectHookArgs | ProjectHookState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectHookArgs | ProjectHookState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectHook.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectHook. */
export interface ProjectHookArgs {
  /**
   * How `pushEventsBranchFilter` is read: `wildcard`, `regex` or `all_branches`.
   * @default "wildcard"
   */
  branchFilterStrategy?: pulumi.Input<string>;
  /**
   * Whether a deployment that starts or ends is told.
   * @default false
   */
  deploymentEvents?: pulumi.Input<boolean>;
  description?: pulumi.Input<string>;
  /**
   * Whether GitLab checks the receiver's certificate.
   * @default true
   */
  enableSslVerification?: pulumi.Input<boolean>;
  /**
   * Whether a job that changes its status is told.
   * @default false
   */
  jobEvents?: pulumi.Input<boolean>;
  /**
   * Whether a merge request that is opened, changed, merged or closed is told.
   * @default false
   */
  mergeRequestsEvents?: pulumi.Input<boolean>;
  /** Left out, one is made up: always give it. */
  name?: pulumi.Input<string>;
  /**
   * Whether a pipeline that changes its status is told.
   * @default false
   */
  pipelineEvents?: pulumi.Input<boolean>;
  /** The project's id or full path. A change replaces the webhook. */
  project: pulumi.Input<string>;
  /**
   * Whether a push is told.
   * @default true
   */
  pushEvents?: pulumi.Input<boolean>;
  /** The branches whose pushes are told; empty means all. */
  pushEventsBranchFilter?: pulumi.Input<string>;
  /**
   * Whether a release is told.
   * @default false
   */
  releasesEvents?: pulumi.Input<boolean>;
  /**
   * Whether a tag that is pushed is told.
   * @default false
   */
  tagPushEvents?: pulumi.Input<boolean>;
  /**
   * What the receiver finds in the header `X-Gitlab-Token`. GitLab never shows it again. Secret.
   */
  token?: pulumi.Input<string>;
  /** Where GitLab posts to. A change replaces the webhook. */
  url: pulumi.Input<string>;
}

/** What narrows a look-up of a ProjectHook. */
export interface ProjectHookState extends Partial<ProjectHookArgs> {
  hookId?: pulumi.Input<number>;
  projectId?: pulumi.Input<number>;
}
