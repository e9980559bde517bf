import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { describeExisting, type Existing } from "./existing.ts";
import { gitlabOf } from "./gitlabOf.ts";
import { settle, sortPending, type Pending } from "./pending.ts";
import { runEngine, type Outcome } from "./run.ts";
import { editStackState, exportState, readStackState, type PendingStep } from "./stackState.ts";

/** What a killed operation has left. */
export interface Left {
  /** URNs of what it has made. */
  made: string[];
  /** What it has made, or somebody else, and is otherwise than it was to be; by its URN. */
  differing: Map<string, Existing>;
  /** What it may have made and can't be looked up, in words. */
  unclear: string[];
}

export interface Recovery extends Left {
  /** How the engine's part of it ended, and why. */
  result: Outcome["result"];
  error?: string;
  /** Whether the state is another one now: not where something differs or is unclear. */
  settled: boolean;
}

/** Where nothing was killed. */
export const nothingLeft: Left = { made: [], differing: new Map(), unclear: [] };

/**
 * Brings a stack's state up to date with what a killed operation has done on GitLab, so that the
 * next one goes on from there.
 *
 * @param options.adopt whether what differs may be taken over
 * @throws UserError where GitLab can't be asked; nothing was changed then
 */
export async function recover(stack: Stack, options: { adopt?: boolean } = {}): Promise<Recovery> {
  const recovery: Recovery = { result: "succeeded", ...nothingLeft, settled: false };
  const { deployment: sealed } = await exportState(stack);
  if (sealed.pending_operations.length === 0) return recovery;
  const before = await readStackState(stack);
  // Pending is also what somebody else's operation is doing now. Who gets the lock knows that there
  // is none.
  const root = sealed.resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
  const urns = root.map(({ urn }) => urn);
  const locked = await refresh(stack, urns);
  if (locked.result !== "succeeded") return { ...recovery, ...locked };
  const now = await readStackState(stack);
  // The engine has forgotten all of it but what was being made.
  now.pending_operations.push(...before.pending_operations.filter(isForgotten));
  const sorted = await sortPending(now, await gitlabOf(stack), options.adopt);
  const left = { ...recovery, ...leftOf(sorted) };
  if (left.differing.size + left.unclear.length > 0) return left;
  await editStackState(stack, (deployment) => {
    deployment.pending_operations.push(...sealed.pending_operations.filter(isForgotten));
    settle(deployment, sorted);
  });
  tellMade(sorted, "They are known now");
  return { ...left, ...(await readComputed(stack, sorted)), settled: true };
}

function isForgotten({ type }: PendingStep): boolean {
  return type !== "creating";
}

export function leftOf({ made, differing, unclear }: Pending): Left {
  return { made: [...made.keys()], differing, unclear };
}

/** Reads what GitLab computes of what was made; of what may be secret nothing is read into the state. */
export async function readComputed(
  stack: Stack,
  { made }: Pending,
): Promise<Pick<Recovery, "result" | "error">> {
  const readable = [...made].filter(([, { kind }]) => kind.confidential.length === 0);
  if (readable.length === 0) return { result: "succeeded" };
  return refresh(
    stack,
    readable.map(([urn]) => urn),
  );
}

async function refresh(
  stack: Stack,
  target: string[],
): Promise<Pick<Recovery, "result" | "error">> {
  const { result, error } = await runEngine(stack, "refresh", false, { target });
  if (result !== "failed") return { result, ...(error ? { error } : {}) };
  throw new UserError(`The state of "${stack.name}" can't be brought up to date: ${error}`);
}

/** @param what comes of it */
export function tellMade({ made }: Pending, what: string): void {
  if (made.size === 0) return;
  const words = [...made.values()].map((existing) => existing.words).sort();
  say(`A killed operation has made: ${words.join("; ")}. ${what}.`);
}

/** @throws UserError where it is not clear what a killed operation has made */
export function requireClear(stackName: string, { differing, unclear }: Left): void {
  if (differing.size + unclear.length === 0) return;
  const lines = [...[...differing.values()].map(describeExisting).sort(), ...unclear];
  throw new UserError(
    `${leftUnclear(stackName, lines)}\nNothing was changed. To take over what exists, and make it as ` +
      `declared: slipway up ${stackName} --adopt. Or delete it on GitLab.` +
      (unclear.length > 0 ? ` ${adviceOnUnclear}` : ""),
  );
}

export function leftUnclear(stackName: string, lines: string[]): string {
  const said = `A killed operation on "${stackName}" left unclear what it has made:`;
  return [said, ...lines.map((line) => `  ${line}`)].join("\n");
}

export const adviceOnUnclear =
  "For what Slipway can't look up: see to it that it does not exist, then " +
  "`pulumi refresh --clear-pending-creates`.";
