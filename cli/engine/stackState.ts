import type { Stack } from "@pulumi/pulumi/automation/index.js";

/** What Slipway reads of a stack's state (Pulumi's apitype.DeploymentV3). */
export interface StackState {
  resources: { urn: string; protect?: boolean }[];
  /** Steps that were under way when an operation was killed. */
  pendingOperations: { urn: string; type: string }[];
}

export async function readStackState(stack: Stack): Promise<StackState> {
  const { deployment } = (await stack.exportStack()) as {
    deployment?: {
      resources?: { urn: string; protect?: boolean }[];
      pending_operations?: { resource: { urn: string }; type: string }[];
    };
  };
  return {
    resources: deployment?.resources ?? [],
    pendingOperations: (deployment?.pending_operations ?? []).map(({ resource, type }) => ({
      urn: resource.urn,
      type,
    })),
  };
}

/**
 * Clears the creations that a killed operation left pending, once each of them is in the state: a
 * later `up` has made it. Without this the engine warns of them for ever. Does nothing while one is
 * still unknown, since it may or may not exist on the other side.
 *
 * @returns whether there was something to clear.
 */
export async function clearPendingCreates(stack: Stack): Promise<boolean> {
  const { resources, pendingOperations } = await readStackState(stack);
  const known = new Set(resources.map(({ urn }) => urn));
  const settled = pendingOperations.every(({ urn, type }) => type === "creating" && known.has(urn));
  if (pendingOperations.length === 0 || !settled) return false;
  await stack.refresh({ clearPendingCreates: true });
  return true;
}
