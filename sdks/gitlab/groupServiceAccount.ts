// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: ["group", "name", "username"],
  outputs: ["serviceAccountId"],
  required: ["group"],
};

/**
 * A user of a top-level group that no person is: for what a program does. GitLab.com and the
 * Enterprise Edition have them, without a licence too (up to 100; self-managed behind a flag); the
 * Community Edition has none.
 */
export class GroupServiceAccount extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "gitlab:index/groupServiceAccount:GroupServiceAccount";

  /** An existing service account, by its id `<group>:<number of the user>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: GroupServiceAccountState,
    opts?: pulumi.CustomResourceOptions,
  ): GroupServiceAccount {
    return new GroupServiceAccount(name, state, { ...opts, id });
  }

  /** Whether the object is a GroupServiceAccount, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is GroupServiceAccount {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === GroupServiceAccount.__pulumiType;
  }

  declare readonly group: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly username: pulumi.Output<string | undefined>;
  /** GitLab's number of the user. */
  declare readonly serviceAccountId: pulumi.Output<string>;

  constructor(name: string, args: GroupServiceAccountArgs, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: GroupServiceAccountArgs | GroupServiceAccountState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: GroupServiceAccountArgs | GroupServiceAccountState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      GroupServiceAccount.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a GroupServiceAccount. */
export interface GroupServiceAccountArgs {
  /** The top-level group's id or path. A change replaces the account. */
  group: pulumi.Input<string>;
  /** Left out, one is made up: always give it. */
  name?: pulumi.Input<string>;
  /** Unique on the instance. */
  username?: pulumi.Input<string>;
}

/** What narrows a look-up of a GroupServiceAccount. */
export interface GroupServiceAccountState extends Partial<GroupServiceAccountArgs> {
  serviceAccountId?: pulumi.Input<string>;
}
