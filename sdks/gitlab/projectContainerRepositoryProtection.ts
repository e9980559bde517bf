// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "minimumAccessLevelForDelete",
    "minimumAccessLevelForPush",
    "project",
    "repositoryPathPattern",
  ],
  outputs: ["protectionRuleId"],
  required: ["project", "repositoryPathPattern"],
};

/**
 * Who may push images to repositories of a project's registry, and who may delete them. At least
 * one of the two is said.
 */
export class ProjectContainerRepositoryProtection extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType =
    "gitlab:index/projectContainerRepositoryProtection:ProjectContainerRepositoryProtection";

  /** An existing rule, by its id `<project>:<number of the rule>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectContainerRepositoryProtectionState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectContainerRepositoryProtection {
    return new ProjectContainerRepositoryProtection(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectContainerRepositoryProtection, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectContainerRepositoryProtection {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectContainerRepositoryProtection.__pulumiType;
  }

  declare readonly minimumAccessLevelForDelete: pulumi.Output<string | undefined>;
  declare readonly minimumAccessLevelForPush: pulumi.Output<string | undefined>;
  declare readonly project: pulumi.Output<string>;
  declare readonly repositoryPathPattern: pulumi.Output<string>;
  /** GitLab's number of the rule. */
  declare readonly protectionRuleId: pulumi.Output<number>;

  constructor(
    name: string,
    args: ProjectContainerRepositoryProtectionArgs,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?:
      ProjectContainerRepositoryProtectionArgs | ProjectContainerRepositoryProtectionState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?:
      ProjectContainerRepositoryProtectionArgs | ProjectContainerRepositoryProtectionState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectContainerRepositoryProtection.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectContainerRepositoryProtection. */
export interface ProjectContainerRepositoryProtectionArgs {
  /** The least role that may delete: `maintainer`, `owner` or `admin`. */
  minimumAccessLevelForDelete?: pulumi.Input<string>;
  /** The least role that may push, in the same words. */
  minimumAccessLevelForPush?: pulumi.Input<string>;
  /** The project's id or full path. A change replaces the rule. */
  project: pulumi.Input<string>;
  /** The repository's whole path, which begins with the project's, or a pattern with `*`. */
  repositoryPathPattern: pulumi.Input<string>;
}

/** What narrows a look-up of a ProjectContainerRepositoryProtection. */
export interface ProjectContainerRepositoryProtectionState extends Partial<ProjectContainerRepositoryProtectionArgs> {
  protectionRuleId?: pulumi.Input<number>;
}
