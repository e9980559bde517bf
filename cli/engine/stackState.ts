import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { exitCode } from "../../host/protocol.ts";
import { UserError } from "../terminal/exit.ts";
import { unlessCutShort } from "./cutShort.ts";
import { heldLock, isHeld } from "./locks.ts";

/** What Slipway reads of a stack's state and writes to it (Pulumi's apitype.DeploymentV3). */
export interface Deployment {
  resources?: StateResource[];
  /** Steps that were under way when an operation was killed. */
  pending_operations?: PendingStep[];
}

export interface PendingStep {
  /** As it was to be; of one that was being deleted, as it was. */
  resource: StateResource;
  /** `creating`, `updating`, `deleting` … */
  type: string;
}

/** A whole state as Pulumi exports it, its secrets encrypted. */
export interface SealedState {
  deployment: Required<Deployment>;
}

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  parent?: string;
  provider?: string;
  protect?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** A stack's state, with its secrets in clear: for this process's eyes only. */
export async function readStackState(stack: Stack): Promise<Required<Deployment>> {
  const exported = await unlessCutShort(() => stack.exportStack());
  const { deployment } = exported as { deployment?: Deployment };
  return { resources: [], pending_operations: [], ...deployment };
}

/**
 * Changes a stack's state. Its secrets stay encrypted meanwhile: the Automation API would decrypt
 * them, and write them to a file.
 *
 * @throws UserError when it can't be done; as busy, when another operation holds the stack's lock
 */
export async function editStackState(
  stack: Stack,
  edit: (deployment: Required<Deployment>) => void,
): Promise<void> {
  const state = await exportState(stack);
  edit(state.deployment);
  await importState(stack, state);
}

/** @throws UserError in Pulumi's words, when it can't be read */
export async function exportState(stack: Stack): Promise<SealedState> {
  const exported = JSON.parse(await unlessCutShort(() => pulumi(stack, "export", ""))) as {
    deployment?: Deployment;
  };
  const deployment = { resources: [], pending_operations: [], ...exported.deployment };
  return { ...exported, deployment };
}

/** @throws UserError when it can't be done; as busy, when another operation holds the stack's lock */
export async function importState(stack: Stack, state: SealedState): Promise<void> {
  const text = JSON.stringify(state);
  await unlessCutShort(() => pulumi(stack, "import", text));
}

async function pulumi(stack: Stack, verb: "export" | "import", input: string): Promise<string> {
  const { pulumiCommand, workDir, envVars } = stack.workspace;
  const args = ["stack", verb, "--stack", stack.name, "--non-interactive"];
  const child = spawn(pulumiCommand.command, args, {
    cwd: workDir,
    env: { ...process.env, ...envVars },
  });
  // An engine that ends without reading says why, and its exit is what counts.
  child.stdin.on("error", () => {}).end(input);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  if (code === 0) return output;
  if (isHeld(errors)) throw new UserError(heldLock(stack.name), exitCode.busy);
  const said = errors.replace(/^error: /, "").trim();
  throw new UserError(`The state of "${stack.name}" can't be brought up to date: ${said}`);
}
