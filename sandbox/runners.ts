import { join } from "node:path";
import { hashOf } from "./jobTools.ts";

/** A runner of the sandbox, as it is known to GitLab. */
export interface SandboxRunner {
  name: "trusted" | "protected" | "others";
  /** The one tag of its jobs. */
  tag: string;
  /** Whether it takes jobs of protected branches and tags only. */
  protected: boolean;
  /** How many jobs at a time, each as a user of its own. */
  slots: number;
}

/**
 * Three, so that no job meets what one that may do less has left: jobs that run none of an app's code and
 * may hold keys; an app's code of protected branches; all other code.
 */
export const sandboxRunners: readonly SandboxRunner[] = [
  { name: "trusted", tag: "slipway-trusted", protected: true, slots: 2 },
  { name: "protected", tag: "slipway-protected", protected: true, slots: 3 },
  { name: "others", tag: "slipway", protected: false, slots: 2 },
];

/** Of a runner's configuration, caches and logs. */
export function runnerFolder(folder: string, { name }: SandboxRunner): string {
  return join(folder, "runners", name);
}

/** The Unix users of a runner's slots. A name has at most 32 characters (useradd(8)). */
export function runnerUsers(folder: string, { name, slots }: SandboxRunner): string[] {
  return Array.from({ length: slots }, (_, slot) => `slipway-${hashOf(folder)}-${name}-${slot}`);
}
