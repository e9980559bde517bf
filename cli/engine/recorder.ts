import type {
  EngineEvent,
  OpType,
  StepEventMetadata,
  SummaryEvent,
} from "@pulumi/pulumi/automation/index.js";
import { adviceOnRotation, adviceOnUnapplied } from "./advice.ts";
import { compare, type Comparison } from "./comparison.ts";
import { Messages, type ToldMessage } from "./messages.ts";
import { Unapplied } from "./unapplied.ts";
import { nameOf } from "./urn.ts";

/** What `--json` prints of an operation. Values of secrets are never in it. */
export interface OperationResult {
  stack: string;
  operation: string;
  result: "succeeded" | "failed" | "busy";
  /** How many resources each kind of step touched: `{ create: 2, same: 9 }`. */
  changes: Record<string, number>;
  /** The resources that are not as they were, in the order of the engine. */
  resources: ChangedResource[];
  messages: ToldMessage[];
  /** What the engine ended with, when it failed and no message says why. */
  error?: string;
  seconds: number;
}

export interface ChangedResource {
  operation: OpType;
  type: string;
  name: string;
  urn: string;
  /** Paths of the properties that differ. */
  properties: string[];
  /** Slipway's own components are made to be read: what each property was and becomes. */
  readable?: Comparison;
}

/** Collects an operation's events into its result; an operation may take the engine several runs. */
export class Recorder {
  readonly #stack: string;
  readonly #operation: string;
  readonly #resources = new Map<string, ChangedResource>();
  readonly #unapplied = new Unapplied();
  readonly messages = new Messages();
  #changes: Record<string, number> = {};
  /** How many resources this run leaves as they are that a former one has touched. */
  #again = 0;
  #seconds = 0;

  constructor(stack: string, operation: string) {
    this.#stack = stack;
    this.#operation = operation;
  }

  record(event: EngineEvent): void {
    if (event.resourcePreEvent) this.#step(event.resourcePreEvent.metadata);
    else if (event.diagnosticEvent) this.messages.record(event.diagnosticEvent);
    else if (event.summaryEvent) {
      this.#summary(event.summaryEvent);
    }
  }

  #summary({ resourceChanges, durationSeconds }: SummaryEvent): void {
    const changes: Record<string, number> = { ...resourceChanges };
    if (changes.same !== undefined) changes.same -= this.#again;
    for (const [step, count] of Object.entries(this.#changes)) {
      if (step !== "same") changes[step] = (changes[step] ?? 0) + count;
    }
    this.#changes = changes;
    this.#again = 0;
    this.#seconds += durationSeconds;
  }

  #step(metadata: StepEventMetadata): void {
    const { op, urn, type, old, new: next, detailedDiff, diffs } = metadata;
    this.#unapplied.record(metadata);
    if (op === "same" && this.#resources.has(urn)) this.#again += 1;
    if (op === "same" || op === "read") return;
    // A replacement comes in three steps, of which `replace` says what differs.
    const isHalf = op === "create-replacement" || op === "delete-replaced";
    if (isHalf && this.#resources.has(urn)) return;
    const readable = type.startsWith("slipway:")
      ? compare(old?.inputs ?? {}, next?.inputs ?? {})
      : undefined;
    const properties = Object.keys(detailedDiff ?? readable ?? {});
    this.#resources.set(urn, {
      operation: op,
      type,
      name: nameOf(urn),
      urn,
      properties: properties.length > 0 ? properties : (diffs ?? []),
      ...(readable ? { readable } : {}),
    });
  }

  /** What the engine changes, where Slipway's components differ from what their servers took last. */
  #changed(): ChangedResource[] {
    const changed = new Map<string, ChangedResource>();
    for (const [urn, resource] of this.#resources) {
      const left = this.#unapplied.of(urn);
      if (left) {
        const { urn, type, comparison: readable } = left;
        const properties = Object.keys(readable);
        changed.set(urn, {
          operation: "update",
          type,
          name: nameOf(urn),
          urn,
          properties,
          readable,
        });
      }
      changed.set(urn, resource);
    }
    return [...changed.values()];
  }

  /** @param error what the engine ended with, for when no event has said it. */
  result(result: OperationResult["result"], error?: string): OperationResult {
    const messages = this.messages.list();
    const said = messages.some(({ severity }) => severity === "error");
    return {
      stack: this.#stack,
      operation: this.#operation,
      result,
      changes: this.#changes,
      resources: this.#changed(),
      messages,
      ...(error && !said ? { error } : {}),
      seconds: this.#seconds,
    };
  }

  /** The URNs of what is made, or would be. */
  creates(): string[] {
    const all = [...this.#resources.values()];
    return all.filter(({ operation }) => operation === "create").map(({ urn }) => urn);
  }

  /** The URNs of what is not left as it is, or would not be. */
  touched(): string[] {
    return [...this.#resources.keys()];
  }

  /** What a person should know and the engine does not say. */
  advice(): string[] {
    const changed = this.#changed();
    const untold = changed.filter(({ urn, readable }) => {
      const told = this.#resources.get(urn)?.readable;
      return JSON.stringify(readable) !== JSON.stringify(told);
    });
    return [...adviceOnUnapplied(untold), ...adviceOnRotation(changed)];
  }
}
