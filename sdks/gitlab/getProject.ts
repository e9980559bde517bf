// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { invokeOptions } from "./utilities.ts";

const token = "gitlab:index/getProject:getProject";

/** A project, by its number or its full path. */
export function getProject(
  args?: GetProjectArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetProjectResult> {
  return pulumi.runtime.invoke(
    token,
    { id: args?.id, pathWithNamespace: args?.pathWithNamespace },
    invokeOptions(opts),
  ) as Promise<GetProjectResult>;
}

/** As `getProject`, for arguments that are not known yet. */
export function getProjectOutput(
  args?: GetProjectOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetProjectResult> {
  return pulumi.runtime.invokeOutput(
    token,
    { id: args?.id, pathWithNamespace: args?.pathWithNamespace },
    invokeOptions(opts),
  );
}

export interface GetProjectArgs {
  id?: string;
  /** `group/project`. */
  pathWithNamespace?: string;
}

export interface GetProjectOutputArgs {
  id?: pulumi.Input<string>;
  /** `group/project`. */
  pathWithNamespace?: pulumi.Input<string>;
}

/** Those of its properties that are in use. */
export interface GetProjectResult {
  readonly archived: boolean;
  readonly ciConfigPath: string;
  readonly containerRegistryImagePrefix: string;
  readonly defaultBranch: string;
  readonly description: string;
  readonly emptyRepo: boolean;
  readonly httpUrlToRepo: string;
  readonly id: string;
  readonly markedForDeletionOn: string;
  readonly name: string;
  readonly path: string;
  readonly pathWithNamespace: string;
  readonly sshUrlToRepo: string;
  readonly visibility: string;
  readonly webUrl: string;
}
