import type { StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation/index.js";
import { isObject } from "../terminal/isObject.ts";
import { compare, type Comparison } from "./comparison.ts";
import type { StateResource } from "./stackState.ts";

const appliedType = "slipway:environment:Applied";

/** A component whose server takes something other than what it took last. */
export interface UnappliedComponent {
  urn: string;
  type: string;
  comparison: Comparison;
}

/**
 * A component's new inputs are in the state before its server has taken them. After an `up` that
 * failed or was killed, only its command still shows a change, which is one long secret; so the
 * inputs are compared with what the server has taken: the output of `slipway:environment:Applied`.
 */
export class Unapplied {
  /** The inputs of Slipway's components, by URN. */
  readonly #components = new Map<string, StepEventStateMetadata>();
  /** What servers have taken, by the URN of the component. */
  readonly #applied = new Map<string, unknown>();
  /** Components whose command runs, by the URN of the command. */
  readonly #commands = new Map<string, string>();

  record({ op, urn, type, old, new: next }: StepEventMetadata): void {
    if (type === appliedType) {
      const readable: unknown = old?.outputs.readable;
      if (readable) this.#applied.set(old!.parent, readable);
    } else if (type.startsWith("slipway:")) {
      if (next) this.#components.set(urn, next);
    } else if (type === "command:remote:Command" && op === "update" && next) {
      this.#commands.set(urn, next.parent);
    }
  }

  /** The component that a command brings to its server, if something is left to bring. */
  of(command: string): UnappliedComponent | undefined {
    const urn = this.#commands.get(command) ?? "";
    const component = this.#components.get(urn);
    const applied = this.#applied.get(urn);
    if (!component || !applied) return undefined;
    const comparison = compare(applied, component.inputs);
    const { type } = component;
    return Object.keys(comparison).length > 0 ? { urn, type, comparison } : undefined;
  }
}

/**
 * Gives components of a state the inputs that their servers have taken last in place of those that
 * they were to take.
 *
 * @returns whether there were such
 */
export function takeBackUnapplied(resources: StateResource[]): boolean {
  const components = new Map(resources.map((resource) => [resource.urn, resource]));
  let takenBack = false;
  for (const { type, parent = "", outputs = {} } of resources) {
    const applied = type === appliedType ? outputs["readable"] : undefined;
    const component = components.get(parent);
    if (!isObject(applied) || !component) continue;
    if (Object.keys(compare(applied, component.inputs)).length === 0) continue;
    component.inputs = applied;
    takenBack = true;
  }
  return takenBack;
}
