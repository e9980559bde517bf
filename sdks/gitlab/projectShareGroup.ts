// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: ["groupAccess", "groupId", "project"],
  outputs: [],
  required: ["groupAccess", "groupId", "project"],
};

/** Members of a group as members of a project. Every change replaces it. */
export class ProjectShareGroup extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/projectShareGroup:ProjectShareGroup";

  /** An existing share, by its id `<project>:<number of the group>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectShareGroupState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectShareGroup {
    return new ProjectShareGroup(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectShareGroup, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectShareGroup {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectShareGroup.__pulumiType;
  }

  declare readonly groupAccess: pulumi.Output<string>;
  declare readonly groupId: pulumi.Output<number>;
  declare readonly project: pulumi.Output<string>;

  constructor(name: string, args: ProjectShareGroupArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectShareGroupArgs | ProjectShareGroupState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectShareGroupArgs | ProjectShareGroupState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectShareGroup.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectShareGroup. */
export interface ProjectShareGroupArgs {
  /**
   * The most that a member of the group may do: `guest`, `reporter`, `developer` or `maintainer`. A
   * change replaces it.
   */
  groupAccess: pulumi.Input<string>;
  /** GitLab's number of the group. A change replaces it. */
  groupId: pulumi.Input<number>;
  /** The project's id or full path. A change replaces it. */
  project: pulumi.Input<string>;
}

/** What narrows a look-up of a ProjectShareGroup. */
export type ProjectShareGroupState = Partial<ProjectShareGroupArgs>;
