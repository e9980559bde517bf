// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.
import * as pulumi from "@pulumi/pulumi";
import { invokeOptions } from "./utilities.ts";

const token = "gitlab:index/getMetadata:getMetadata";

/**
 * What the GitLab instance says of itself: its version and whether it is the Enterprise Edition.
 */
export function getMetadata(opts?: pulumi.InvokeOptions): Promise<GetMetadataResult> {
  return pulumi.runtime.invoke(token, {}, invokeOptions(opts)) as Promise<GetMetadataResult>;
}

/** As `getMetadata`, as an Output. */
export function getMetadataOutput(
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMetadataResult> {
  return pulumi.runtime.invokeOutput(token, {}, invokeOptions(opts));
}

/** Those of its properties that are in use. */
export interface GetMetadataResult {
  /** Whether it is the Enterprise Edition, licensed or not. */
  readonly enterprise: boolean;
  readonly id: string;
  readonly revision: string;
  readonly version: string;
}
