// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import type * as inputs from "./types/input.ts";
import type * as outputs from "./types/output.ts";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: [
    "allowForcePush",
    "allowedToMerges",
    "allowedToPushes",
    "allowedToUnprotects",
    "branch",
    "codeOwnerApprovalRequired",
    "mergeAccessLevel",
    "project",
    "pushAccessLevel",
  ],
  outputs: ["branchProtectionId"],
  required: ["branch", "project"],
};

/**
 * Who may push and merge to a branch, or to all that match a pattern.
 *
 * GitLab's Enterprise Edition (GitLab.com included, whatever its tier) takes the `allowedTo…` lists
 * only, its Community Edition `pushAccessLevel` and `mergeAccessLevel` only: see `getMetadata`.
 */
export class BranchProtection extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/branchProtection:BranchProtection";

  /** An existing protection, by its id `<project>:<branch>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: BranchProtectionState,
    opts?: pulumi.CustomResourceOptions,
  ): BranchProtection {
    return new BranchProtection(name, state, { ...opts, id });
  }

  /** Whether the object is a BranchProtection, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is BranchProtection {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === BranchProtection.__pulumiType;
  }

  declare readonly allowForcePush: pulumi.Output<boolean>;
  declare readonly allowedToMerges: pulumi.Output<outputs.BranchProtectionAllowedToMerge[]>;
  declare readonly allowedToPushes: pulumi.Output<outputs.BranchProtectionAllowedToPush[]>;
  declare readonly allowedToUnprotects: pulumi.Output<outputs.BranchProtectionAllowedToUnprotect[]>;
  declare readonly branch: pulumi.Output<string>;
  declare readonly codeOwnerApprovalRequired: pulumi.Output<boolean>;
  declare readonly mergeAccessLevel: pulumi.Output<string>;
  declare readonly project: pulumi.Output<string>;
  declare readonly pushAccessLevel: pulumi.Output<string>;
  /** GitLab's number of the protection. */
  declare readonly branchProtectionId: pulumi.Output<number>;

  constructor(name: string, args: BranchProtectionArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: BranchProtectionArgs | BranchProtectionState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: BranchProtectionArgs | BranchProtectionState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      BranchProtection.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a BranchProtection. */
export interface BranchProtectionArgs {
  /**
   * Whether those who may push may also force-push.
   * @default false
   */
  allowForcePush?: pulumi.Input<boolean>;
  /** Who may merge. Enterprise Edition. */
  allowedToMerges?: pulumi.Input<pulumi.Input<inputs.BranchProtectionAllowedToMerge>[]>;
  /** Who may push. Enterprise Edition. */
  allowedToPushes?: pulumi.Input<pulumi.Input<inputs.BranchProtectionAllowedToPush>[]>;
  /** Who may take the protection away. Enterprise Edition. */
  allowedToUnprotects?: pulumi.Input<pulumi.Input<inputs.BranchProtectionAllowedToUnprotect>[]>;
  /** The branch's name, or a pattern with `*`. A change replaces the protection. */
  branch: pulumi.Input<string>;
  /** Whether a code owner must approve. Premium. */
  codeOwnerApprovalRequired?: pulumi.Input<boolean>;
  /**
   * The least role that may merge: `no one`, `developer`, `maintainer` or `admin`. Community
   * Edition; a change replaces the protection.
   */
  mergeAccessLevel?: pulumi.Input<string>;
  /** The project's id or full path. A change replaces the protection. */
  project: pulumi.Input<string>;
  /**
   * The least role that may push, in the same words. Community Edition; a change replaces the
   * protection.
   */
  pushAccessLevel?: pulumi.Input<string>;
}

/** What narrows a look-up of a BranchProtection. */
export interface BranchProtectionState extends Partial<BranchProtectionArgs> {
  branchProtectionId?: pulumi.Input<number>;
}
