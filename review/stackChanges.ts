/** What the engine does to a resource. A replacement makes another, and deletes the former one. */
export type ChangeOperation = "create" | "update" | "replace" | "delete";

/** One resource that is not left as it is. No value is in it. */
export interface DeclaredChange {
  operation: ChangeOperation;
  type: string;
  name: string;
  urn: string;
  /** The URN of the component that it is in; empty where it is in none. */
  parent: string;
  /** As people call it: `variable DB_PASSWORD of acme/shop in uat`. */
  words: string;
  /** Paths of the inputs that differ: `env.LOG_LEVEL`. None of what is created or deleted. */
  inputs: string[];
  /** Those of `inputs` by which it is another. */
  replaces: string[];
  /** Whether it is refused, since it deletes what was declared as protected. */
  refused: boolean;
}

/** What becomes of one stack. */
export interface StackChanges {
  stack: string;
  /**
   * `gone`: the stack has no file any more. Nothing of it is deleted by that, so it has no changes:
   * `slipway destroy` takes a stack down while its file is there.
   */
  state: "same" | "changed" | "new" | "gone";
  changes: DeclaredChange[];
  counts: Counts;
}

/** How many resources are created, updated and deleted; a replacement is one of each outer kind. */
export interface Counts {
  create: number;
  update: number;
  delete: number;
}

/** What GitLab's widget takes of each (`artifacts:reports:terraform`). */
export function atMost(count: number): number {
  return Math.min(count, 999_999);
}

export function countsOf(changes: Pick<DeclaredChange, "operation">[]): Counts {
  const count = (...operations: ChangeOperation[]) => atMost(number(changes, ...operations));
  return {
    create: count("create", "replace"),
    update: count("update"),
    delete: count("delete", "replace"),
  };
}

/** `3 to create, 1 to replace`, in the engine's words; `nothing to do` where nothing changes. */
export function inNumbers(changes: Pick<DeclaredChange, "operation">[]): string {
  const operations = ["create", "update", "replace", "delete"] as const;
  const parts = operations.flatMap((operation) => {
    const count = number(changes, operation);
    return count === 0 ? [] : [`${count} to ${operation}`];
  });
  return parts.join(", ") || "nothing to do";
}

function number(changes: Pick<DeclaredChange, "operation">[], ...operations: ChangeOperation[]) {
  return changes.filter(({ operation }) => operations.includes(operation)).length;
}

/** Components that hold others together, and are nothing that anybody has. */
const groupings = [
  "slipway:platform:Platform",
  "slipway:platform:Pipelines",
  "slipway:platform:AppProject",
  "slipway:environment:Environment",
  "slipway:environment:AppEnvironment",
];

/** What is done for a component, which a line of its own tells. */
const inner = ["command:remote:Command", "slipway:environment:Applied"];

/**
 * Those changes that are worth a line: not what only holds others together, and not what is done for a
 * change that has a line.
 */
export function told(changes: DeclaredChange[]): DeclaredChange[] {
  const urns = new Set(changes.map(({ urn }) => urn));
  return changes.filter(
    ({ type, parent, operation }) =>
      !(groupings.includes(type) && operation !== "update") &&
      !(inner.includes(type) && urns.has(parent)),
  );
}
