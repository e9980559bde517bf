/** What is looked at of a resource; the rest is the engine's. */
export interface Resource {
  urn: string;
  delete?: boolean;
  pendingReplacement?: boolean;
}

/** Pulumi's apitype.DeploymentV3, as far as a journal changes it. */
export interface Deployment {
  manifest?: unknown;
  secrets_providers?: unknown;
  resources?: Resource[];
  pending_operations?: unknown[];
}

/** Pulumi's apitype.JournalEntry, version 1. */
export interface JournalEntry {
  kind: number;
  operationID: number;
  removeOld: number | null;
  removeNew: number | null;
  deleteOld?: number;
  state?: Resource;
  operation?: unknown;
  secretsProvider?: unknown;
  newSnapshot?: Deployment;
}

const kind = { begin: 0, success: 1, failure: 2, outputs: 4, write: 5, secretsManager: 6 };

/**
 * The state after an operation, from the one before and the journal that the engine sent: as Pulumi's
 * own JournalReplayer (pkg/backend/journal.go), for operations that neither refresh nor replace.
 */
export function replay(before: Deployment, entries: JournalEntry[]): Deployment {
  let base = before;
  const made = new Map<number, Resource>();
  const replaced = new Map<number, Resource>();
  const removed = new Set<number>();
  const begun = new Map<number, unknown>();
  for (const entry of entries) {
    const { operationID, removeOld, removeNew, state } = entry;
    if (entry.kind === kind.begin) begun.set(operationID, entry.operation);
    if (entry.kind === kind.success || entry.kind === kind.failure) begun.delete(operationID);
    if (entry.kind === kind.success) {
      if (state) made.set(operationID, state);
      if (removeOld !== null) removed.add(removeOld);
      if (removeNew !== null) made.delete(removeNew);
    }
    if (entry.kind === kind.outputs && state) {
      if (removeOld !== null) replaced.set(removeOld, state);
      if (removeNew !== null) made.set(removeNew, state);
    }
    if (entry.kind === kind.write) base = entry.newSnapshot!;
    if (entry.kind === kind.secretsManager) {
      base = { ...base, secrets_providers: entry.secretsProvider };
    }
  }
  const kept = (base.resources ?? [])
    .map((resource, index) => replaced.get(index) ?? resource)
    .filter((_, index) => !removed.has(index));
  return {
    ...base,
    resources: [...made.values(), ...kept],
    pending_operations: [...begun.values()].filter((operation) => operation !== undefined),
  };
}
