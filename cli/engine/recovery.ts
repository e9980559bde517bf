import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { describeExisting, type Existing } from "./existing.ts";
import { gitlabOf } from "./gitlabOf.ts";
import { settlePending, sortPending, type Pending } from "./pending.ts";
import { runEngine, type Outcome } from "./run.ts";
import { readStackState } from "./stackState.ts";

export interface Recovery {
  /** How the engine's part of it ended, and why. */
  result: Outcome["result"];
  error?: string;
  /** URNs of what a killed operation has made. */
  made: string[];
  /** What it has made, or somebody else, and is otherwise than it was to be; by its URN. */
  differing: Map<string, Existing>;
  /** What it may have made and can't be looked up, in words. */
  unclear: string[];
  /** Whether the state is another one now. What differs or is unclear is still pending there. */
  settled: boolean;
}

/** What there is where nothing was killed. */
export const nothingLeft: Recovery = {
  ...{ result: "succeeded", made: [], differing: new Map(), unclear: [], settled: false },
};

export interface RecoveryOptions {
  /** Whether what differs may be taken over. */
  adopt?: boolean;
  /** Whether to tell of it only. */
  dryRun?: boolean;
  /** Whether the state is a copy, which nobody else has, and in which nothing stays pending. */
  copy?: boolean;
}

/**
 * Brings a stack's state up to date with what a killed operation has done on GitLab, so that the
 * next one goes on from there.
 *
 * @throws UserError where GitLab can't be asked
 */
export async function recover(stack: Stack, options: RecoveryOptions = {}): Promise<Recovery> {
  const { adopt, dryRun = false, copy = false } = options;
  const { resources, pending_operations: pending } = await readStackState(stack);
  const recovery = { ...nothingLeft };
  if (pending.length === 0) return recovery;
  const refresh = async (target: string[]) => {
    const { result, error } = await runEngine(stack, "refresh", false, { target });
    if (result !== "failed") return { result, ...(error ? { error } : {}) };
    throw new UserError(`The state of "${stack.name}" can't be brought up to date: ${error}`);
  };
  if (!dryRun && !copy) {
    // Pending is also what somebody else's operation is doing now. Who gets the lock knows that
    // there is none.
    const root = resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
    Object.assign(recovery, await refresh(root.map(({ urn }) => urn)));
    if (recovery.result !== "succeeded") return recovery;
  }
  const sorted = await sortPending(stack, await gitlabOf(stack), adopt);
  const { made, differing, unclear } = sorted;
  Object.assign(recovery, { made: [...made.keys()], differing, unclear });
  // What differs is yet to be made, and a look at what would be made finds it there.
  if (copy) for (const urn of differing.keys()) sorted.again.add(urn);
  tell(sorted, dryRun || copy);
  if (dryRun) return recovery;
  await settlePending(stack, sorted);
  recovery.settled = true;
  // What GitLab computes of them is read; of what may be secret nothing is read into the state.
  const readable = [...made].filter(([, { kind }]) => kind.confidential.length === 0);
  if (readable.length > 0) Object.assign(recovery, await refresh(readable.map(([urn]) => urn)));
  return recovery;
}

/** @throws UserError where it is not clear what a killed operation has made */
export function requireClear(stackName: string, { differing, unclear }: Recovery): void {
  if (differing.size + unclear.length === 0) return;
  const lines = [...[...differing.values()].map(describeExisting).sort(), ...unclear];
  throw new UserError(
    `A killed operation on "${stackName}" left unclear what it has made:\n` +
      lines.map((line) => `  ${line}\n`).join("") +
      "Nothing was changed. To take over what exists, and make it as declared: " +
      `slipway up ${stackName} --adopt. Or delete it on GitLab.` +
      (unclear.length > 0 ? ` ${adviceOnUnclear}` : ""),
  );
}

export const adviceOnUnclear =
  "For what Slipway can't look up: see to it that it does not exist, then " +
  "`pulumi refresh --clear-pending-creates`.";

function tell({ made }: Pending, isToCome: boolean): void {
  if (made.size === 0) return;
  const words = [...made.values()].map((existing) => existing.words).sort();
  const what = isToCome ? "`up` will not make these again" : "They are known now";
  say(`A killed operation has made: ${words.join("; ")}. ${what}.`);
}
