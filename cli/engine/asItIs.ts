import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { providerOf } from "../stackFiles/secretsProvider.ts";
import { readStackFile } from "../stackFiles/stackFile.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { recover, type Recovery, type RecoveryOptions } from "./recovery.ts";
import { openStack } from "./stack.ts";
import { exportState, importState } from "./stackState.ts";
import { takeBackUnapplied } from "./unapplied.ts";

/**
 * Looks at a stack as it really is. After an operation that failed or was killed, its state says
 * less than GitLab has, or more than servers have taken. Such a state is copied, and the copy is
 * brought up to date: the stack's own stays as it is, since nobody has asked for a change.
 *
 * @param look what is done with the stack, or its copy; and what a killed operation has left, if
 * anything
 */
export async function asItIs<Result>(
  stack: Stack,
  options: Pick<RecoveryOptions, "adopt">,
  look: (stack: Stack, left?: Recovery) => Promise<Result>,
): Promise<Result> {
  const state = await exportState(stack);
  const { resources, pending_operations: pending } = state.deployment;
  const takenBack = takeBackUnapplied(resources);
  if (!takenBack && pending.length === 0) return look(stack);
  const { workDir } = stack.workspace;
  const provider = providerOf(readStackFile(workDir, stack.name).text);
  // Pulumi Cloud opens secrets for its own stacks alone.
  if (provider.kind === "pulumi" && provider.address === undefined) {
    return look(stack, await recovered(stack, { ...options, dryRun: true }));
  }
  const folder = await mkdtemp(join(tmpdir(), "slipway-state-"));
  try {
    const copy = await openStack(stack.name, workDir, pathToFileURL(folder).href);
    await importState(copy, state);
    return await look(copy, await recovered(copy, { ...options, copy: true }));
  } finally {
    await rm(folder, { recursive: true, force: true });
    // Which stack plain `pulumi` means without a name.
    await stack.workspace.selectStack(stack.name);
  }
}

async function recovered(stack: Stack, options: RecoveryOptions): Promise<Recovery | undefined> {
  try {
    return await recover(stack, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(error.message);
    return undefined;
  }
}
