import { readFileSync } from "node:fs";
import type { Property, Shape } from "../resource.ts";

/** A property, as a Pulumi schema describes it. */
interface Described {
  type?: string;
  $ref?: string;
  items?: Described;
  additionalProperties?: Described;
  secret?: boolean;
}

type Properties = Record<string, Described>;

interface Schema {
  version: string;
  provider: { inputProperties: Properties };
  resources: Record<
    string,
    { inputProperties: Properties; requiredInputs?: string[]; properties: Properties }
  >;
  functions: Record<
    string,
    { inputs?: { properties: Properties }; outputs: { properties: Properties } }
  >;
  types: Record<string, { properties: Properties; required?: string[] }>;
}

/** The slice of the provider's schema that the SDK is generated from: what is in use. */
const slice = new URL("../../../sdks/gitlab/schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(slice, "utf8")) as Schema;

/** The provider's, whose schema it is. */
export const { version } = schema;

/** What the schema says of a resource. */
export interface Facts {
  inputs: Shape;
  /** What only the provider sets. */
  outputs: Shape;
  /** Names of secret properties. */
  secrets: string[];
}

/** @param token `gitlab:index/branch:Branch` */
export function resourceFacts(token: string): Facts {
  const { inputProperties, requiredInputs, properties } = schema.resources[token]!;
  const outputs = Object.entries(properties).filter(([name]) => !(name in inputProperties));
  const secrets = Object.entries(properties).filter(([, { secret }]) => secret);
  return {
    inputs: shapeOf(inputProperties, requiredInputs),
    outputs: shapeOf(Object.fromEntries(outputs)),
    secrets: secrets.map(([name]) => name),
  };
}

/** @param token `gitlab:index/getProject:getProject` */
export function functionFacts(token: string): Pick<Facts, "inputs" | "outputs"> {
  const { inputs, outputs } = schema.functions[token]!;
  return { inputs: shapeOf(inputs?.properties ?? {}), outputs: shapeOf(outputs.properties) };
}

/**
 * What is derived for each behaviour, by the token that the schema has for its name.
 *
 * @throws Error when the schema has none: `use.json` has another name, or none
 */
export function byToken<Behaviour, Derived>(
  derive: (token: string, behaviour: Behaviour) => Derived,
  behaviours: Record<string, Behaviour>,
): Record<string, Derived> {
  const tokens = [...Object.keys(schema.resources), ...Object.keys(schema.functions)];
  return Object.fromEntries(
    Object.entries(behaviours).map(([name, behaviour]) => {
      const token = tokens.find((candidate) => candidate.endsWith(`:${name}`));
      if (token === undefined) throw new Error(`sdks/gitlab/schema.json has no "${name}".`);
      return [token, derive(token, behaviour)];
    }),
  );
}

/** How the provider itself is configured. */
export const configuration = shapeOf(schema.provider.inputProperties);

function shapeOf(properties: Properties, required: string[] = []): Shape {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]): [string, Property] => [
      name,
      { type: typeOf(property), ...(required.includes(name) ? { required: true } : {}) },
    ]),
  );
}

function typeOf({ type, $ref, items, additionalProperties }: Described): Property["type"] {
  if ($ref !== undefined) {
    const { properties, required } = schema.types[$ref.replace("#/types/", "")]!;
    return shapeOf(properties, required);
  }
  if (items?.$ref !== undefined) return [typeOf(items) as Shape];
  if (items?.type === "string") return "strings";
  if (additionalProperties?.type === "string") return "map";
  const plain = (["string", "boolean", "integer", "number"] as const).find((name) => name === type);
  return plain ?? "any";
}
