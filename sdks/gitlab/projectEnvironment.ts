// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "autoStopSetting",
    "description",
    "externalUrl",
    "name",
    "project",
    "stopBeforeDestroy",
    "tier",
  ],
  outputs: ["autoStopAt", "createdAt", "slug", "state", "updatedAt"],
  required: ["project"],
};

/** An environment of a project. A running one cannot be destroyed: see `stopBeforeDestroy`. */
export class ProjectEnvironment extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/projectEnvironment:ProjectEnvironment";

  /** An existing environment, by its id `<project>:<number of the environment>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectEnvironmentState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectEnvironment {
    return new ProjectEnvironment(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectEnvironment, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectEnvironment {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectEnvironment.__pulumiType;
  }

  declare readonly autoStopSetting: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly externalUrl: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly project: pulumi.Output<string>;
  declare readonly stopBeforeDestroy: pulumi.Output<boolean>;
  declare readonly tier: pulumi.Output<string>;
  /** When it stops by itself, or empty. ISO 8601. */
  declare readonly autoStopAt: pulumi.Output<string>;
  declare readonly createdAt: pulumi.Output<string>;
  /** Its name as it stands in addresses; never changes. */
  declare readonly slug: pulumi.Output<string>;
  /** `available`, `stopping` or `stopped`. */
  declare readonly state: pulumi.Output<string>;
  declare readonly updatedAt: pulumi.Output<string>;

  constructor(name: string, args: ProjectEnvironmentArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectEnvironmentArgs | ProjectEnvironmentState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectEnvironmentArgs | ProjectEnvironmentState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectEnvironment.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectEnvironment. */
export interface ProjectEnvironmentArgs {
  /**
   * `always` or `with_action`: whether it stops by itself also without a job that stops it.
   * @default GitLab's: `with_action` for production and staging, else `always`.
   */
  autoStopSetting?: pulumi.Input<string>;
  description?: pulumi.Input<string>;
  /** Where the environment answers. */
  externalUrl?: pulumi.Input<string>;
  /** Left out, one is made up: always give it. A change replaces the environment. */
  name?: pulumi.Input<string>;
  /** The project's id or full path. A change replaces the environment. */
  project: pulumi.Input<string>;
  /**
   * Whether destroying it stops it first, which runs its stop job. Otherwise destroying a running
   * environment fails.
   * @default false
   */
  stopBeforeDestroy?: pulumi.Input<boolean>;
  /** `production`, `staging`, `testing`, `development` or `other`. */
  tier?: pulumi.Input<string>;
}

/** What narrows a look-up of a ProjectEnvironment. */
export interface ProjectEnvironmentState extends Partial<ProjectEnvironmentArgs> {
  autoStopAt?: pulumi.Input<string>;
  createdAt?: pulumi.Input<string>;
  slug?: pulumi.Input<string>;
  state?: pulumi.Input<string>;
  updatedAt?: pulumi.Input<string>;
}
