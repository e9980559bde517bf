/**
 * What the stack files say, read once into typed objects: what each group of settings builds.
 *
 * Every default is filled in, every reference (an app's servers, an environment's branch) has been
 * checked to exist, and durations are numbers. Secrets are plain text here; which they are follows
 * from their kind in the schema, and whoever hands them to Pulumi wraps them in `pulumi.secret`.
 */
import type { buildEnvironment } from "./groups/environment.ts";
import type { buildPlatform } from "./groups/platform.ts";

export type { EnvironmentApp } from "./groups/app.ts";
export type { BranchRule } from "./groups/branches.ts";
export type { BuildSettings } from "./groups/build.ts";
export type { ComposeContent, ComposeService } from "./groups/composeFile.ts";
export type { Deployment } from "./groups/deployments.ts";
export type { EnvironmentRule } from "./groups/environments.ts";
export type { ProjectHookSettings } from "./groups/hooks.ts";
export type { KeyPair, KeySettings } from "./groups/keys.ts";
export type { RunnerSettings } from "./groups/pipelines.ts";
export type { PlatformApp } from "./groups/platformApp.ts";
export type { RegistrySettings } from "./groups/registry.ts";
export type { ServerSettings } from "./groups/servers.ts";
export type { TellSettings } from "./groups/tell.ts";
export type { TestSettings } from "./groups/tests.ts";
export type { Tool } from "./groups/tool.ts";
export type { PipelineVariable } from "./groups/variables.ts";
export type { FreezeWindow } from "./kinds/freeze.ts";

interface Opened {
  /** Every secret of the stack in clear, for those who must never show one. */
  secretValues: string[];
}

export type PlatformSettings = ReturnType<typeof buildPlatform> & Opened;
export type EnvironmentSettings = ReturnType<typeof buildEnvironment> & Opened;

/** One stack's settings: the platform's, or one environment's. */
export type Settings = PlatformSettings | EnvironmentSettings;
