import { nearest } from "./nearest.ts";
import {
  nestedType,
  tokenOf,
  typeName,
  type ObjectType,
  type Properties,
  type Property,
  type Resource,
  type Schema,
} from "./schema.ts";
import type { Use, Words } from "./use.ts";

/**
 * The part of a provider's schema that is in use: its facts, sorted, without its prose.
 *
 * @throws Error with every name in use that the schema does not have, and the nearest that it has.
 */
export function slice(schema: Schema, use: Use): Schema {
  const problems: string[] = [];
  const has = (kind: string, name: string, names: Iterable<string>, place: string) => {
    const known = new Set(names);
    if (!known.has(name)) problems.push(unknown(kind, name, known, place));
    return known.has(name);
  };
  const named = (words: Words, place: string, ...given: (Properties | undefined)[]) => {
    const names = given.flatMap((properties) => Object.keys(properties ?? {}));
    return Object.keys(words).filter((name) => has("property", name, names, place));
  };

  const resources = Object.entries(use.resources).flatMap(([name, { properties }]) => {
    const known = Object.keys(schema.resources).map(typeName);
    if (!has("resource", name, known, "resources")) return [];
    const token = tokenOf(schema, name);
    const resource = schema.resources[token]!;
    const all = [resource.properties, resource.inputProperties];
    return [[token, pickResource(resource, named(properties, `resources.${name}`, ...all))]];
  });
  const functions = Object.entries(use.functions).flatMap(([name, { inputs, outputs }]) => {
    const known = Object.keys(schema.functions).map((token) => token.split(":").at(-1)!);
    if (!has("function", name, known, "functions")) return [];
    const token = tokenOf(schema, name);
    const all = schema.functions[token]!;
    const place = `functions.${name}`;
    const given = named(inputs, `${place}.inputs`, all.inputs?.properties);
    const result = named(outputs, `${place}.outputs`, all.outputs?.properties);
    return [
      [
        token,
        {
          ...(given.length > 0 && { inputs: pickObject(all.inputs!, given) }),
          outputs: pickObject(all.outputs ?? {}, result),
        },
      ],
    ];
  });
  const { inputProperties } = schema.provider;
  const sliced = {
    name: schema.name,
    version: schema.version,
    provider: pickResource(
      schema.provider,
      named(use.provider.properties, "provider", inputProperties),
    ),
    resources: sorted(Object.fromEntries(resources) as Schema["resources"]),
    functions: sorted(Object.fromEntries(functions) as Schema["functions"]),
  };
  const types = sorted(typesOf(schema, sliced));
  for (const [name, { properties }] of Object.entries(use.types)) {
    const token = Object.keys(types).find((token) => typeName(token) === name);
    if (!has("type", name, Object.keys(types).map(typeName), "types")) continue;
    named(properties, `types.${name}`, types[token!]!.properties);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { ...sliced, types };
}

function unknown(kind: string, name: string, known: Set<string>, place: string): string {
  const near = nearest(name, known);
  const hint = near.length > 0 ? ` Nearest: ${near.join(", ")}.` : "";
  return `use.json, ${place}: the schema has no ${kind} "${name}".${hint}`;
}

function pickResource(resource: Resource, names: string[]): Resource {
  const inputs = names.filter((name) => resource.inputProperties?.[name]);
  const { inputProperties, requiredInputs } = resource;
  return {
    inputProperties: pick(inputProperties, inputs),
    ...list("requiredInputs", requiredInputs, inputs),
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

/** A list of names, cut to those in use: left out where the schema has none, since none is all. */
function list(key: string, given: string[] | undefined, names: string[]) {
  return given && { [key]: given.filter((name) => names.includes(name)).sort() };
}

function pick(properties: Properties = {}, names: string[]): Properties {
  const picked = names.flatMap((name) => {
    const property = properties[name];
    return property ? [[name, facts(property)] as const] : [];
  });
  return sorted(Object.fromEntries(picked));
}

function facts(property: Property): Property {
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

/** The nested types that what is in use is made of, and those that these are made of. */
function typesOf(schema: Schema, sliced: Omit<Schema, "types">): Schema["types"] {
  const found: Schema["types"] = {};
  const visit = (properties: Properties = {}) => {
    for (const property of Object.values(properties)) {
      const token = nestedType(property);
      const type = token === undefined ? undefined : schema.types[token];
      if (token === undefined || type === undefined || found[token]) continue;
      found[token] = pickObject(type, Object.keys(type.properties ?? {}));
      visit(type.properties);
    }
  };
  for (const resource of [sliced.provider, ...Object.values(sliced.resources)]) {
    visit(resource.inputProperties);
    visit(resource.properties);
  }
  for (const { inputs, outputs } of Object.values(sliced.functions)) {
    visit(inputs?.properties);
    visit(outputs?.properties);
  }
  return found;
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
