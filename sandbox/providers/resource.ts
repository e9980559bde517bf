import type { Value, Values } from "./values.ts";

/** What may stand in one input property of a resource. */
export interface Property {
  /** An object stands for itself, `[object]` for a list of them. */
  type: "string" | "boolean" | "integer" | "number" | "strings" | "map" | "any" | Shape | [Shape];
  required?: boolean;
  /** The only values allowed. */
  values?: readonly string[];
  /** Whether a change makes a new resource. */
  replaces?: boolean;
  /** What leaving it out means. Without this, whatever the other side has is kept. */
  absent?: Value;
  /** Whether the other side never tells it, so that neither import nor refresh can read it. */
  writeOnly?: boolean;
  /** Whether a change means nothing once the resource is there. */
  onlyOnCreation?: boolean;
  /** Whether a name is made up when none is given: `<logical name>-<seven digits>`. */
  autonamed?: boolean;
  /** Compares what is wanted with what is there. @default equality */
  same?: (wanted: Value, current: Value) => boolean;
}

export type Shape = Record<string, Property>;

/** What a resource's work is done with. */
export interface Context<Client> {
  client: Client;
  /** Ends waiting when the engine cancels. */
  signal: AbortSignal;
  /** Tells the engine's display. */
  log(message: string): void;
}

/** One resource type of a provider. Values are plain here: secrets are unwrapped, all is known. */
export interface Resource<Client> {
  inputs: Shape;
  /** Names of what only the provider sets. */
  outputs: readonly string[];
  /** Names of properties that are secret by the provider's schema. */
  secrets?: readonly string[];
  /** Whether any change may give it other outputs, which preview then can't know. */
  recomputes?: boolean;
  /** Fills in defaults that the provider's own check adds to the inputs. */
  defaults?: (inputs: Values) => Values;
  create(inputs: Values, context: Context<Client>, name: string): Promise<Known>;
  /**
   * The resource as it is, with the state's word for what the other side doesn't tell; or undefined
   * if it is gone. Without it, the state is believed.
   */
  read?(id: string, state: Values, context: Context<Client>): Promise<Known | undefined>;
  /** The state after the change. */
  update(id: string, state: Values, inputs: Values, context: Context<Client>): Promise<Values>;
  delete(id: string, state: Values, context: Context<Client>): Promise<void>;
}

/** A resource that exists. */
export interface Known {
  id: string;
  state: Values;
}

/** A function of a provider. */
export interface Invocation<Client> {
  inputs: Shape;
  invoke(inputs: Values, context: Context<Client>): Promise<Values>;
}

/** A failure after the resource had come to be: the engine keeps it and tries an update next. */
export class HalfCreated extends Error {
  readonly known: Known;

  constructor(known: Known, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.known = known;
  }
}
