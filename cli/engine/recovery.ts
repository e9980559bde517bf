import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { gitlabOf } from "./gitlabOf.ts";
import { settlePendingCreates, sortPendingCreates, type PendingCreates } from "./pendingCreates.ts";
import { runEngine, type Outcome } from "./run.ts";
import { readStackState } from "./stackState.ts";

export interface Recovery {
  /** How the engine's part of it ended, and why. */
  result: Outcome["result"];
  error?: string;
  /** URNs of what a killed operation has made. */
  made: string[];
  /** Whether the state is another one now. */
  settled: boolean;
}

/**
 * Brings a stack's state up to date with what a killed operation has made on GitLab, so that the
 * next one goes on from there.
 *
 * @param options.adopt whether what differs may be taken over
 * @param options.dryRun whether to tell of it only
 * @throws UserError naming what is not clear; nothing was changed then
 */
export async function recover(
  stack: Stack,
  options: { adopt?: boolean; dryRun?: boolean } = {},
): Promise<Recovery> {
  const { resources, pending_operations: pending } = await readStackState(stack);
  const recovery: Recovery = { result: "succeeded", made: [], settled: false };
  if (!pending.some(({ type }) => type === "creating")) return recovery;
  const refresh = async (target: string[]) => {
    const { result, error } = await runEngine(stack, "refresh", false, { target });
    if (result !== "failed") return { result, ...(error ? { error } : {}) };
    throw new UserError(`The state of "${stack.name}" can't be brought up to date: ${error}`);
  };
  if (!options.dryRun) {
    // Pending is also what somebody else's operation is making now. Who gets the lock knows that
    // there is none.
    const root = resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
    Object.assign(recovery, await refresh(root.map(({ urn }) => urn)));
    if (recovery.result !== "succeeded") return recovery;
  }
  const sorted = await sortPendingCreates(stack, await gitlabOf(stack), options.adopt);
  if (sorted.unclear.length > 0) throw unclear(stack.name, sorted);
  recovery.made.push(...sorted.made.keys());
  if (!options.dryRun) await settlePendingCreates(stack, sorted);
  tell(sorted, options.dryRun);
  if (options.dryRun) return recovery;
  recovery.settled = true;
  // What GitLab computes of them is read; of what may be secret nothing is read into the state.
  const readable = [...sorted.made].filter(([, { kind }]) => kind.confidential.length === 0);
  if (readable.length > 0) Object.assign(recovery, await refresh(readable.map(([urn]) => urn)));
  return recovery;
}

function tell({ made }: PendingCreates, dryRun: boolean | undefined): void {
  if (made.size === 0) return;
  const words = [...made.values()].map((existing) => existing.words).sort();
  const what = dryRun ? "`up` will not make these again" : "They are known now";
  say(`A killed operation has made: ${words.join("; ")}. ${what}.`);
}

function unclear(stackName: string, sorted: PendingCreates): UserError {
  return new UserError(
    `A killed operation on "${stackName}" left unclear what it has made:\n` +
      sorted.unclear.map((line) => `  ${line}\n`).join("") +
      "Nothing was changed. To take over what exists, and make it as declared: " +
      `slipway up ${stackName} --adopt. Or delete it on GitLab. For what Slipway can't look up: ` +
      "see to it that it does not exist, then `pulumi refresh --clear-pending-creates`.",
  );
}
