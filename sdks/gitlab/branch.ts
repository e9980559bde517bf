// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import type * as inputs from "./types/input.ts";
import type * as outputs from "./types/output.ts";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: ["keepOnDestroy", "name", "project", "ref"],
  outputs: [
    "canPush",
    "commits",
    "default",
    "developerCanMerge",
    "developerCanPush",
    "merged",
    "protected",
    "webUrl",
  ],
  required: ["project", "ref"],
};

/** A branch of a project's repository. Every change but `keepOnDestroy` replaces it. */
export class Branch extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/branch:Branch";

  /** An existing branch, by its id `<project>:<name>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: BranchState,
    opts?: pulumi.CustomResourceOptions,
  ): Branch {
    return new Branch(name, state, { ...opts, id });
  }

  /** Whether the object is a Branch, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is Branch {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === Branch.__pulumiType;
  }

  declare readonly keepOnDestroy: pulumi.Output<boolean>;
  declare readonly name: pulumi.Output<string>;
  declare readonly project: pulumi.Output<string>;
  declare readonly ref: pulumi.Output<string>;
  /** Whether the token's owner may push to it. */
  declare readonly canPush: pulumi.Output<boolean>;
  /** The commit at its tip. */
  declare readonly commits: pulumi.Output<outputs.BranchCommit[]>;
  /** Whether it is the project's default branch. */
  declare readonly default: pulumi.Output<boolean>;
  declare readonly developerCanMerge: pulumi.Output<boolean>;
  declare readonly developerCanPush: pulumi.Output<boolean>;
  declare readonly merged: pulumi.Output<boolean>;
  declare readonly protected: pulumi.Output<boolean>;
  declare readonly webUrl: pulumi.Output<string>;

  constructor(name: string, args: BranchArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: BranchArgs | BranchState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: BranchArgs | BranchState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      Branch.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a Branch. */
export interface BranchArgs {
  /**
   * Whether destroying the resource leaves the branch.
   * @default false
   */
  keepOnDestroy?: pulumi.Input<boolean>;
  /** The branch's name. Left out, one is made up: always give it. */
  name?: pulumi.Input<string>;
  /** The project's id or full path. */
  project: pulumi.Input<string>;
  /** The branch, tag or commit it starts at. */
  ref: pulumi.Input<string>;
}

/** What narrows a look-up of a Branch. */
export interface BranchState extends Partial<BranchArgs> {
  canPush?: pulumi.Input<boolean>;
  commits?: pulumi.Input<pulumi.Input<inputs.BranchCommit>[]>;
  default?: pulumi.Input<boolean>;
  developerCanMerge?: pulumi.Input<boolean>;
  developerCanPush?: pulumi.Input<boolean>;
  merged?: pulumi.Input<boolean>;
  protected?: pulumi.Input<boolean>;
  webUrl?: pulumi.Input<string>;
}
