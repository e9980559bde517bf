import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Inputs } from "../../gitlab/kind.ts";
import { inParallel } from "../servers/parallel.ts";
import { describeExisting, findExisting, lookUpsAtOnce, type Existing } from "./existing.ts";
import type { GitLabReader } from "./gitlabReader.ts";
import { plain } from "./secretValues.ts";
import { editStackState, readStackState, type StateResource } from "./stackState.ts";
import { takenUp } from "./takeUp.ts";
import { nameOf } from "./urn.ts";

/** What a killed operation was making: each may exist, and the state does not say. */
export interface PendingCreates {
  /** On GitLab as it was to be, by its URN. */
  made: Map<string, Existing>;
  /** Not there, or made again without harm. */
  again: Set<string>;
  /** What `up` can't go on with, in words. */
  unclear: string[];
}

/**
 * Sorts what a killed operation was making, and changes nothing.
 *
 * @param adopt whether what differs may be taken over
 */
export async function sortPendingCreates(
  stack: Stack,
  reader: GitLabReader,
  adopt = false,
): Promise<PendingCreates> {
  const { resources, pending_operations: pending } = await readStackState(stack);
  const known = new Set(resources.map(({ urn }) => urn));
  const sorted: PendingCreates = { made: new Map(), again: new Set(), unclear: [] };
  const sort = async (resource: StateResource) => {
    const { urn, type } = resource;
    if (known.has(urn) || isRepeatable(type)) return sorted.again.add(urn);
    const inputs = plain(resource.inputs ?? {}) as Inputs;
    const found = await findExisting(reader, { type, inputs });
    if (found === "unknown") {
      return sorted.unclear.push(`${type} ${nameOf(urn)}: Slipway can't look up whether it exists`);
    }
    if (found === "missing") return sorted.again.add(urn);
    if (found.differs.length === 0) return sorted.made.set(urn, found);
    if (adopt || found.isGitLabs) return sorted.again.add(urn);
    return sorted.unclear.push(describeExisting(found));
  };
  const creates = pending.filter(({ type }) => type === "creating");
  await inParallel(creates, lookUpsAtOnce, ({ resource }) => sort(resource));
  return sorted;
}

/** A server's commands and the engine's own providers do no harm when they run again. */
function isRepeatable(type: string): boolean {
  return type.startsWith("command:") || type.startsWith("pulumi:providers:");
}

/** Writes into the state what became of them: what was made is known there, the rest forgotten. */
export async function settlePendingCreates(
  stack: Stack,
  { made, again }: PendingCreates,
): Promise<void> {
  await editStackState(stack, (deployment) => {
    deployment.pending_operations = deployment.pending_operations.filter(({ resource, type }) => {
      if (type !== "creating") return true;
      const existing = made.get(resource.urn);
      if (existing) deployment.resources.push(takenUp(resource, existing));
      return !existing && !again.has(resource.urn);
    });
  });
}
