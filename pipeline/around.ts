import type { RunnerSettings, Tool } from "../settings/index.ts";
import type { PlatformApp } from "../settings/index.ts";

/** What an app's pipeline is made from besides the app's own settings. */
export interface Around {
  /** What its jobs run `slipway` from. */
  tool: Tool;
  /** The runners' tags. */
  runners: RunnerSettings;
}

/** What each part of the file is made from. */
export interface Source extends Around {
  app: PlatformApp;
}

/** How long a job may take where it says nothing else. */
export const usualTimeout = "15m";

/** Where a job's files are handed on: written by one job, read as data by the next. */
export const handed = {
  inputs: ".slipway/inputs.json",
  build: ".slipway/build.json",
  release: ".slipway/release.json",
} as const;

/**
 * The runners of a pipeline, set by the rule that starts it: of what runs the app's code, and of what
 * runs none of it. On protected branches they are two, and nowhere else is there a key to keep apart.
 */
export const runnerOf = { code: "$SLIPWAY_RUNNER", noCode: "$SLIPWAY_TRUSTED" } as const;
