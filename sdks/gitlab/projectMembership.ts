// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: ["accessLevel", "project", "userId"],
  outputs: [],
  required: ["accessLevel", "project", "userId"],
};

/** A user's role in a project. */
export class ProjectMembership extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/projectMembership:ProjectMembership";

  /** An existing membership, by its id `<project>:<number of the user>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectMembershipState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectMembership {
    return new ProjectMembership(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectMembership, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectMembership {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectMembership.__pulumiType;
  }

  declare readonly accessLevel: pulumi.Output<string>;
  declare readonly project: pulumi.Output<string>;
  declare readonly userId: pulumi.Output<number>;

  constructor(name: string, args: ProjectMembershipArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectMembershipArgs | ProjectMembershipState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectMembershipArgs | ProjectMembershipState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectMembership.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectMembership. */
export interface ProjectMembershipArgs {
  /** `guest`, `reporter`, `developer`, `maintainer` or `owner`. */
  accessLevel: pulumi.Input<string>;
  /** The project's id or full path. A change replaces it. */
  project: pulumi.Input<string>;
  /** GitLab's number of the user. A change replaces it. */
  userId: pulumi.Input<number>;
}

/** What narrows a look-up of a ProjectMembership. */
export type ProjectMembershipState = Partial<ProjectMembershipArgs>;
