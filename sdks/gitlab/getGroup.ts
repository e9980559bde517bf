// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { invokeOptions } from "./utilities.ts";

const token = "gitlab:index/getGroup:getGroup";

/** A group, by its number or its full path. */
export function getGroup(
  args?: GetGroupArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetGroupResult> {
  return pulumi.runtime.invoke(
    token,
    { fullPath: args?.fullPath, groupId: args?.groupId },
    invokeOptions(opts),
  ) as Promise<GetGroupResult>;
}

/** As `getGroup`, for arguments that are not known yet. */
export function getGroupOutput(
  args?: GetGroupOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetGroupResult> {
  return pulumi.runtime.invokeOutput(
    token,
    { fullPath: args?.fullPath, groupId: args?.groupId },
    invokeOptions(opts),
  );
}

export interface GetGroupArgs {
  /** `group/subgroup`. */
  fullPath?: string;
  groupId?: number;
}

export interface GetGroupOutputArgs {
  /** `group/subgroup`. */
  fullPath?: pulumi.Input<string>;
  groupId?: pulumi.Input<number>;
}

/** Those of its properties that are in use. */
export interface GetGroupResult {
  readonly defaultBranch: string;
  readonly description: string;
  readonly fullName: string;
  readonly fullPath: string;
  readonly groupId: number;
  readonly id: string;
  readonly name: string;
  readonly parentId: number;
  readonly path: string;
  readonly visibilityLevel: string;
  readonly webUrl: string;
}
