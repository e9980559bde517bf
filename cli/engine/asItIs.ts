import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { providerOf } from "../stackFiles/secretsProvider.ts";
import { readStackFile } from "../stackFiles/stackFile.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { gitlabOf } from "./gitlabOf.ts";
import { settle, sortPending, type Pending } from "./pending.ts";
import { leftOf, nothingLeft, readComputed, tellMade, type Left } from "./recovery.ts";
import { openStack } from "./stack.ts";
import { exportState, importState, readStackState } from "./stackState.ts";
import { takeBackUnapplied } from "./unapplied.ts";

/**
 * Looks at a stack as it really is. After an operation that failed or was killed, its state says
 * less than GitLab has, or more than servers have taken. Such a state is copied, and the copy is
 * brought up to date: the stack's own stays as it is, since nobody has asked for a change.
 *
 * @param look what is done with the stack, or its copy; and what a killed operation has left
 */
export async function asItIs<Result>(
  stack: Stack,
  adopt: boolean | undefined,
  look: (stack: Stack, left: Left) => Promise<Result>,
): Promise<Result> {
  const state = await exportState(stack);
  const { deployment } = state;
  const isPending = deployment.pending_operations.length > 0;
  const isTakenBack = takeBackUnapplied(deployment.resources);
  if (!isPending && !isTakenBack) return look(stack, nothingLeft);
  const sorted = isPending ? await sorting(stack, adopt) : undefined;
  if (sorted) tellMade(sorted, "`up` will not make these again");
  const left = sorted ? leftOf(sorted) : nothingLeft;
  const { workDir } = stack.workspace;
  const provider = providerOf(readStackFile(workDir, stack.name).text);
  // Pulumi Cloud opens secrets for its own stacks alone.
  if (provider.kind === "pulumi" && provider.address === undefined) return look(stack, left);
  if (sorted) settle(deployment, sorted);
  const folder = await mkdtemp(join(tmpdir(), "slipway-state-"));
  try {
    const copy = await openStack(stack.name, workDir, pathToFileURL(folder).href);
    // What is pending still is not imported, and nothing is said of it.
    await importState(copy, state);
    if (sorted) await readComputed(copy, sorted);
    return await look(copy, left);
  } finally {
    await rm(folder, { recursive: true, force: true });
    // Which stack plain `pulumi` means without a name.
    await stack.workspace.selectStack(stack.name);
  }
}

/** What is pending; nothing where GitLab can't be asked. */
async function sorting(stack: Stack, adopt: boolean | undefined): Promise<Pending | undefined> {
  try {
    return await sortPending(await readStackState(stack), await gitlabOf(stack), adopt);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(error.message);
    return undefined;
  }
}
