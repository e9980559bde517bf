import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { differences, type Inputs } from "../../gitlab/kind.ts";
import { kindOf } from "../../gitlab/kinds.ts";
import { describeExisting, type Existing } from "./existing.ts";
import { secretValue } from "./secretValues.ts";
import { editStackState } from "./stackState.ts";
import type { Declared, Survey } from "./survey.ts";
import { takenUp } from "./takeUp.ts";
import { typeOf } from "./urn.ts";

/**
 * What is on GitLab and is taken over rather than made.
 *
 * The engine imports some of it by itself. What it reads then stands in the state before it learns
 * from the program what is secret, so what may hold a secret goes another way: the engine leaves it
 * out at first, the state is told of it without its secrets, and the engine's next run sends them.
 */
export class Adoption {
  readonly #all = new Map<string, Existing>();
  readonly #creates = new Set<string>();

  /** @param creates URNs of all that would be made */
  add(found: Map<string, Existing>, creates: string[]): void {
    for (const [urn, existing] of found) this.#all.set(urn, existing);
    for (const urn of creates) this.#creates.add(urn);
  }

  /** The provider's ids of what the engine imports, by URN. */
  get imports(): Map<string, string> {
    const imported = [...this.#all].filter(([, { kind }]) => kind.isImportable);
    return new Map(imported.map(([urn, { id }]) => [urn, id]));
  }

  /** URNs of what the state is told of; the engine leaves it out until then. */
  get entered(): string[] {
    return [...this.#all].filter(([, { kind }]) => !kind.isImportable).map(([urn]) => urn);
  }

  /** URNs of what waits until the state has been told: that, and what may need it. */
  get waiting(): string[] {
    if (this.entered.length === 0) return [];
    return [...this.#creates].filter((urn) => kindOf(typeOf(urn))?.isImportable === false);
  }

  /** What is taken over, a line each. */
  lines(): string[] {
    return [...this.#all.values()].map((each) => `Taken over: ${describeExisting(each)}`).sort();
  }

  /** Tells the state of what was left out; what it belongs to is there by now. */
  async enter(stack: Stack, survey: Survey): Promise<void> {
    const entries = await Promise.all(
      this.entered.map(async (urn) => entry(urn, (await survey.find(urn))!, this.#all.get(urn)!)),
    );
    await editStackState(stack, ({ resources }) => {
      const provider = resources.find(({ type }) => type.startsWith("gitlab:"))?.provider;
      if (!provider) throw new Error("no resource of the state has GitLab's provider");
      for (const each of entries) resources.push({ ...each, provider });
    });
  }
}

/** What the state is told of it; its secrets are to be encrypted. */
function entry(urn: string, { type, parent, inputs }: Declared, existing: Existing) {
  const { kind, item } = existing;
  const sealed = Object.entries(inputs).map(([name, value]) => {
    return [name, kind.confidential.includes(name) ? secretValue(value) : value];
  });
  const declared = Object.fromEntries(sealed) as Inputs;
  // More of its inputs are known by now than when it was found.
  const differs = differences(kind, inputs, item);
  const resource = { urn, type, parent, custom: true, inputs: declared };
  return takenUp(resource, { ...existing, differs });
}
