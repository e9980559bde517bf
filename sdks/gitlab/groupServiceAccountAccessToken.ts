// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { properties, resourceOptions } from "./utilities.ts";

const shape = {
  inputs: ["expiresAt", "group", "name", "scopes", "userId"],
  outputs: ["active", "createdAt", "revoked", "token"],
  required: ["group", "scopes", "userId"],
  secrets: ["token"],
};

/**
 * An access token of a group's service account. Every change replaces it but that of `expiresAt`,
 * for which GitLab rotates it: the former token ends at once.
 */
export class GroupServiceAccountAccessToken extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType =
    "gitlab:index/groupServiceAccountAccessToken:GroupServiceAccountAccessToken";

  /**
   * An existing token, by its id `<group>:<number of the user>:<number of the token>`; GitLab never
   * shows the token itself again.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: GroupServiceAccountAccessTokenState,
    opts?: pulumi.CustomResourceOptions,
  ): GroupServiceAccountAccessToken {
    return new GroupServiceAccountAccessToken(name, state, { ...opts, id });
  }

  /** Whether the object is a GroupServiceAccountAccessToken, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is GroupServiceAccountAccessToken {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === GroupServiceAccountAccessToken.__pulumiType;
  }

  declare readonly expiresAt: pulumi.Output<string>;
  declare readonly group: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly scopes: pulumi.Output<string[]>;
  declare readonly userId: pulumi.Output<number>;
  declare readonly active: pulumi.Output<boolean>;
  declare readonly createdAt: pulumi.Output<string>;
  declare readonly revoked: pulumi.Output<boolean>;
  /** Secret. */
  declare readonly token: pulumi.Output<string>;

  constructor(
    name: string,
    args: GroupServiceAccountAccessTokenArgs,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: GroupServiceAccountAccessTokenArgs | GroupServiceAccountAccessTokenState,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: GroupServiceAccountAccessTokenArgs | GroupServiceAccountAccessTokenState,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      GroupServiceAccountAccessToken.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a GroupServiceAccountAccessToken. */
export interface GroupServiceAccountAccessTokenArgs {
  /** The day it expires, `YYYY-MM-DD`. */
  expiresAt?: pulumi.Input<string>;
  /** The top-level group's id or path. */
  group: pulumi.Input<string>;
  /** Left out, one is made up: always give it. */
  name?: pulumi.Input<string>;
  /** What it is good for: `read_registry`, `write_registry`, `api` … */
  scopes: pulumi.Input<pulumi.Input<string>[]>;
  /** GitLab's number of the service account. */
  userId: pulumi.Input<number>;
}

/** What narrows a look-up of a GroupServiceAccountAccessToken. */
export interface GroupServiceAccountAccessTokenState extends Partial<GroupServiceAccountAccessTokenArgs> {
  active?: pulumi.Input<boolean>;
  createdAt?: pulumi.Input<string>;
  revoked?: pulumi.Input<boolean>;
  /** Secret. */
  token?: pulumi.Input<string>;
}
