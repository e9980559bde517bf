import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Inputs } from "../../gitlab/kind.ts";
import { kindOf } from "../../gitlab/kinds.ts";
import { nameOf, typeOf } from "./urn.ts";

/** A resource of one of GitLab's kinds, with its inputs in clear: never to be shown or kept. */
export interface Declared {
  type: string;
  name: string;
  /** URN of the component around it. */
  parent?: string;
  /** Those that are known; what a later step makes is not. */
  inputs: Inputs;
}

/**
 * Looks over the program's shoulder while the engine runs it: which of GitLab's kinds it declares,
 * with which inputs. The engine's events would tell too, but not what is secret.
 */
export class Survey {
  readonly #imports: ReadonlyMap<string, string>;
  readonly #declared = new Map<string, Declared>();
  readonly #told: Promise<unknown>[] = [];

  /** @param imports the provider's ids of what is to be imported, by its URN */
  constructor(imports: ReadonlyMap<string, string> = new Map()) {
    this.#imports = new Map([...imports].map(([urn, id]) => [keyOf(typeOf(urn), nameOf(urn)), id]));
  }

  /** The same program, looked over. */
  over(program: PulumiFn): PulumiFn {
    return () => {
      pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
        if (!kindOf(type)) return undefined;
        this.#note(type, name, props, opts);
        const id = this.#imports.get(keyOf(type, name));
        return id ? { props: props, opts: { ...opts, import: id } } : undefined;
      });
      return program();
    };
  }

  #note(type: string, name: string, props: Inputs, { parent }: pulumi.ResourceOptions): void {
    const declared: Declared = { type, name, inputs: {} };
    this.#declared.set(keyOf(type, name), declared);
    for (const [input, value] of Object.entries(props)) {
      this.#whenKnown(value, (plain) => (declared.inputs[input] = plain));
    }
    this.#whenKnown(parent?.urn, (urn) => (declared.parent = urn as string));
  }

  #whenKnown(value: unknown, take: (plain: unknown) => void): void {
    if (value === undefined) return;
    const taken = pulumi.output(value as pulumi.Input<string>).apply(take);
    // What tells whether it is secret is settled once it has been taken, or never will be.
    this.#told.push(pulumi.isSecret(taken));
  }

  /** The declared resource of a URN, if it is of one of GitLab's kinds. */
  async find(urn: string): Promise<Declared | undefined> {
    await Promise.allSettled(this.#told);
    return this.#declared.get(keyOf(typeOf(urn), nameOf(urn)));
  }
}

function keyOf(type: string, name: string): string {
  return `${type}::${name}`;
}
