// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "description",
    "environmentScope",
    "hidden",
    "key",
    "masked",
    "project",
    "protected",
    "raw",
    "value",
    "variableType",
  ],
  outputs: [],
  required: ["key", "project", "value"],
};

/**
 * A CI/CD variable of a project. The provider does not mark `value` as secret: wrap it in
 * `pulumi.secret` and name it in `additionalSecretOutputs`.
 */
export class ProjectVariable extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/projectVariable:ProjectVariable";

  /** An existing variable, by its id `<project>:<key>:<environment scope>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ProjectVariableState,
    opts?: pulumi.CustomResourceOptions,
  ): ProjectVariable {
    return new ProjectVariable(name, state, { ...opts, id });
  }

  /** Whether the object is a ProjectVariable, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ProjectVariable {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ProjectVariable.__pulumiType;
  }

  declare readonly description: pulumi.Output<string>;
  declare readonly environmentScope: pulumi.Output<string>;
  declare readonly hidden: pulumi.Output<boolean>;
  declare readonly key: pulumi.Output<string>;
  declare readonly masked: pulumi.Output<boolean>;
  declare readonly project: pulumi.Output<string>;
  declare readonly protected: pulumi.Output<boolean>;
  declare readonly raw: pulumi.Output<boolean>;
  declare readonly value: pulumi.Output<string>;
  declare readonly variableType: pulumi.Output<string>;

  constructor(name: string, args: ProjectVariableArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ProjectVariableArgs | ProjectVariableState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ProjectVariableArgs | ProjectVariableState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ProjectVariable.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ProjectVariable. */
export interface ProjectVariableArgs {
  /** At most 255 characters. */
  description?: pulumi.Input<string>;
  /**
   * The environments whose jobs see it: a name, or a pattern with `*`. A change replaces it.
   * @default "*"
   */
  environmentScope?: pulumi.Input<string>;
  /** Whether GitLab never shows the value again; needs `masked`. A change replaces it. */
  hidden?: pulumi.Input<boolean>;
  /** Letters, digits and underscores; at most 255. A change replaces the variable. */
  key: pulumi.Input<string>;
  /**
   * Whether job logs hide the value, which must then be one line of at least 8 characters.
   * @default false
   */
  masked?: pulumi.Input<boolean>;
  /** The project's id or full path. A change replaces the variable. */
  project: pulumi.Input<string>;
  /**
   * Whether only pipelines of protected branches and tags see it.
   * @default false
   */
  protected?: pulumi.Input<boolean>;
  /**
   * Whether `$` in the value means itself.
   * @default false
   */
  raw?: pulumi.Input<boolean>;
  /** The value. Wrap it in `pulumi.secret` when it is one. */
  value: pulumi.Input<string>;
  /**
   * `env_var`, or `file`: then the variable holds the path of a file with the value.
   * @default "env_var"
   */
  variableType?: pulumi.Input<string>;
}

/** What narrows a look-up of a ProjectVariable. */
export type ProjectVariableState = Partial<ProjectVariableArgs>;
