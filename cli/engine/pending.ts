import type { Inputs } from "../../gitlab/kind.ts";
import { inParallel } from "../servers/parallel.ts";
import { findExisting, lookUpsAtOnce, type Existing } from "./existing.ts";
import type { GitLabReader } from "./gitlabReader.ts";
import { plain } from "./secretValues.ts";
import type { Deployment, PendingStep, StateResource } from "./stackState.ts";
import { takenUp } from "./takeUp.ts";
import { nameOf } from "./urn.ts";

/** What a killed operation had under way: each step may be done, and the state does not say. */
export interface Pending {
  /** What it was making, and GitLab has as it was to be; by its URN. */
  made: Map<string, Existing>;
  /** URNs of what it was changing, and GitLab has as it was to be. */
  changed: Set<string>;
  /** URNs of what it was deleting, and is gone. */
  gone: Set<string>;
  /** URNs of what is yet to be done, or is done again without harm. */
  again: Set<string>;
  /** What it was making, and GitLab has otherwise; by its URN. */
  differing: Map<string, Existing>;
  /** What can't be looked up, in words. */
  unclear: string[];
}

/**
 * Sorts what a killed operation had under way, and changes nothing.
 *
 * @param state with its secrets in clear
 * @param adopt whether what differs may be taken over
 */
export async function sortPending(
  { resources, pending_operations: pending }: Required<Deployment>,
  reader: GitLabReader,
  adopt = false,
): Promise<Pending> {
  const sorted: Pending = {
    ...{ made: new Map(), changed: new Set(), gone: new Set(), again: new Set() },
    ...{ differing: new Map(), unclear: [] },
  };
  const known = (urn: string) => resources.filter((each) => each.urn === urn);
  const find = ({ type, inputs = {} }: StateResource) =>
    findExisting(reader, { type, inputs: plain(inputs) as Inputs });

  const created = async (resource: StateResource) => {
    const { urn, type } = resource;
    if (known(urn).length > 0 || isRepeatable(type)) return sorted.again.add(urn);
    const found = await find(resource);
    if (found === "unknown") {
      return sorted.unclear.push(`${type} ${nameOf(urn)}: Slipway can't look up whether it exists`);
    }
    if (found === "missing") return sorted.again.add(urn);
    if (found.differs.length === 0) return sorted.made.set(urn, found);
    if (adopt || found.isGitLabs) return sorted.again.add(urn);
    return sorted.differing.set(urn, found);
  };
  // The state has it as it was before, and doing it again is right at worst.
  const isDone = async ({ resource, type }: PendingStep) => {
    // Of one that is being replaced there may be two, and both have that natural key.
    if (isRepeatable(resource.type) || known(resource.urn).length !== 1) return false;
    const found = await find(resource);
    if (type === "deleting") return found === "missing";
    if (typeof found === "string" || found.differs.length > 0) return false;
    const [before = {}, after = {}] = [known(resource.urn)[0]!.inputs, resource.inputs];
    return found.untold.every((name) => isSame(before[name], after[name]));
  };
  await inParallel(pending, lookUpsAtOnce, async (step) => {
    const { urn } = step.resource;
    if (step.type === "creating") await created(step.resource);
    else if (!(await isDone(step))) sorted.again.add(urn);
    else if (step.type === "deleting") sorted.gone.add(urn);
    else sorted.changed.add(urn);
  });
  return sorted;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

/** A server's commands and the engine's own providers do no harm when they run again. */
function isRepeatable(type: string): boolean {
  return type.startsWith("command:") || type.startsWith("pulumi:providers:");
}

/** Writes into a state what became of them, and that they are under way no more. */
export function settle(
  deployment: Required<Deployment>,
  { made, changed, gone, again }: Pending,
): void {
  const settled = (urn: string) => [made, changed, gone, again].some((each) => each.has(urn));
  const steps = deployment.pending_operations.map(({ resource }) => resource);
  const inputs = new Map(steps.map((step) => [step.urn, step.inputs]));
  deployment.resources = deployment.resources
    .filter(({ urn }) => !gone.has(urn))
    .map((resource) => {
      if (!changed.has(resource.urn)) return resource;
      const after = inputs.get(resource.urn);
      return { ...resource, inputs: after, outputs: { ...resource.outputs, ...after } };
    });
  for (const step of steps) {
    const existing = made.get(step.urn);
    if (existing) deployment.resources.push(takenUp(step, existing));
  }
  deployment.pending_operations = deployment.pending_operations.filter(
    ({ resource }) => !settled(resource.urn),
  );
}
