import {
  propertiesOf,
  reached,
  tokenOf,
  type ObjectType,
  type Properties,
  type Property,
  type Resource,
  type Schema,
} from "./schema.ts";
import type { Use } from "./use.ts";

/**
 * The part of a provider's schema that is in use: a schema with its facts, sorted, and without its
 * prose. What the schema does not have is passed over: `problems` tells of it.
 */
export function slice(schema: Schema, use: Use): Schema {
  const token = (name: string) => tokenOf(schema, name);
  const inUse = {
    name: schema.name,
    version: schema.version,
    provider: pickResource(schema.provider, Object.keys(use.provider.properties)),
    resources: chosen(schema.resources, use.resources, token, (resource, { properties }) =>
      pickResource(resource, Object.keys(properties)),
    ),
    functions: chosen(schema.functions, use.functions, token, ({ inputs, outputs }, used) => {
      const given = Object.keys(used.inputs);
      return {
        ...(given.length > 0 && { inputs: pickObject(inputs ?? {}, given) }),
        outputs: pickObject(outputs ?? {}, Object.keys(used.outputs)),
      };
    }),
  };
  const { given, read } = propertiesOf(inUse);
  const types = Object.entries(reached(schema, [...given, ...read])).map(([token, type]) => {
    const whole = pickObject(type, Object.keys(type.properties ?? {}));
    return [token, { type: type.type, ...whole }] as const;
  });
  return { ...inUse, types: Object.fromEntries(types) };
}

/** Those that are in use by their names, each cut to what of it is in use. */
function chosen<Whole, Used>(
  all: Record<string, Whole>,
  used: Record<string, Used>,
  token: (name: string) => string,
  cut: (whole: Whole, used: Used) => Whole,
): Record<string, Whole> {
  const entries = Object.entries(used).flatMap(([name, words]) => {
    const whole = all[token(name)];
    return whole ? [[token(name), cut(whole, words)] as const] : [];
  });
  return sorted(Object.fromEntries(entries));
}

function pickResource(resource: Resource, names: string[]): Resource {
  return {
    inputProperties: pick(resource.inputProperties, names),
    ...list("requiredInputs", resource.requiredInputs, names),
    ...pickObject(resource, names),
  };
}

function pickObject(object: ObjectType, names: string[]): ObjectType {
  const { requiredInputs, requiredOutputs } = object.language?.nodejs ?? {};
  const nodejs = {
    ...list("requiredInputs", requiredInputs, names),
    ...list("requiredOutputs", requiredOutputs, names),
  };
  return {
    properties: pick(object.properties, names),
    ...list("required", object.required, names),
    ...(Object.keys(nodejs).length > 0 && { language: { nodejs } }),
  };
}

/** A list of names, cut to those in use. An empty one says something that a missing one doesn't. */
function list(key: string, given: string[] | undefined, names: string[]) {
  return given && { [key]: given.filter((name) => names.includes(name)).sort() };
}

function pick(properties: Properties = {}, names: string[]): Properties {
  const used = Object.entries(properties).filter(([name]) => names.includes(name));
  return sorted(Object.fromEntries(used.map(([name, property]) => [name, facts(property)])));
}

/** A property without its prose. */
export function facts(property: Property): Property {
  const { type, items, additionalProperties, $ref } = property;
  const { secret, willReplaceOnChanges, replaceOnChanges } = property;
  return {
    ...($ref ? { $ref } : { type }),
    ...(items && { items: facts(items) }),
    ...(additionalProperties && { additionalProperties: facts(additionalProperties) }),
    ...(secret && { secret }),
    ...(willReplaceOnChanges && { willReplaceOnChanges }),
    ...(replaceOnChanges && { replaceOnChanges }),
  };
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
