// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: ["enabled", "project", "targetGroupIds", "targetProjectIds"],
  outputs: [],
  required: ["project"],
};

/**
 * Which other projects' jobs may use their token here: the whole list. A project has one, which
 * GitLab makes.
 */
export class ProjectJobTokenScopes extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/projectJobTokenScopes:ProjectJobTokenScopes";

  /** A project's list, by the project's id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectJobTokenScopesState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectJobTokenScopes {
    return new ProjectJobTokenScopes(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectJobTokenScopes, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectJobTokenScopes {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectJobTokenScopes.__pulumiType;
  }

  declare readonly enabled: pulumi.Output<boolean>;
  declare readonly project: pulumi.Output<string>;
  declare readonly targetGroupIds: pulumi.Output<number[]>;
  declare readonly targetProjectIds: pulumi.Output<number[]>;

  constructor(name: string, args: ProjectJobTokenScopesArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectJobTokenScopesArgs | ProjectJobTokenScopesState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectJobTokenScopesArgs | ProjectJobTokenScopesState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectJobTokenScopes.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectJobTokenScopes. */
export interface ProjectJobTokenScopesArgs {
  /**
   * Whether the lists count; otherwise every project's jobs may.
   * @default true
   */
  enabled?: pulumi.Input<boolean>;
  /** The project's id or full path. A change replaces it. */
  project: pulumi.Input<string>;
  /** GitLab's numbers of the groups whose projects' jobs may. */
  targetGroupIds?: pulumi.Input<pulumi.Input<number>[]>;
  /** GitLab's numbers of the projects whose jobs may. */
  targetProjectIds?: pulumi.Input<pulumi.Input<number>[]>;
}

/** What narrows a look-up of a ProjectJobTokenScopes. */
export type ProjectJobTokenScopesState = Partial<ProjectJobTokenScopesArgs>;
