import { nearest } from "./nearest.ts";
import { isKnownKind } from "./property.ts";
import { lastPart, tokenOf, typeName, type Properties, type Schema } from "./schema.ts";
import { facts, slice } from "./slice.ts";
import type { Use, Words } from "./use.ts";

/** What of `use.json` the schema does not bear out, each with its place and what to do. */
export function problems(schema: Schema, use: Use): string[] {
  const found: string[] = [];

  /** Notes what is in use and unknown, and gives the rest. */
  function known<Used>(place: string, kind: string, used: Record<string, Used>, names: string[]) {
    for (const name of Object.keys(used).filter((name) => !names.includes(name))) {
      const near = nearest(name, names);
      const hint = near.length > 0 ? ` Nearest: ${near.join(", ")}.` : "";
      found.push(`use.json, ${place}: the schema has no ${kind} "${name}".${hint}`);
    }
    return Object.entries(used).filter(([name]) => names.includes(name));
  }

  /** @param taken what comes whether it has words or not */
  function properties(
    place: string,
    words: Words,
    all: Properties = {},
    { required = [], taken = Object.keys(words) }: { required?: string[]; taken?: string[] } = {},
  ) {
    known(place, "property", words, Object.keys(all));
    for (const name of required.filter((name) => !(name in words))) {
      found.push(`use.json, ${place}: "${name}" is required. Add it.`);
    }
    for (const name of taken) {
      const property = all[name];
      if (!property || isKnownKind(property, schema)) continue;
      const kind = JSON.stringify(facts(property));
      found.push(`use.json, ${place}: "${name}" is of a type that can't be written yet: ${kind}`);
    }
  }

  const { inputProperties, requiredInputs } = schema.provider;
  properties("provider", use.provider.properties, inputProperties, { required: requiredInputs });
  const namesOf = (kind: "resources" | "functions") =>
    Object.keys(schema[kind])
      .map(lastPart)
      .filter((name) => tokenOf(schema, name) in schema[kind]);
  for (const [name, used] of known("resources", "resource", use.resources, namesOf("resources"))) {
    const resource = schema.resources[tokenOf(schema, name)]!;
    const all = { ...resource.properties, ...resource.inputProperties };
    const required = resource.requiredInputs;
    properties(`resources.${name}`, used.properties, all, { required });
  }
  for (const [name, used] of known("functions", "function", use.functions, namesOf("functions"))) {
    const { inputs, outputs } = schema.functions[tokenOf(schema, name)]!;
    const { properties: given, required } = inputs ?? {};
    properties(`functions.${name}.inputs`, used.inputs, given, { required });
    properties(`functions.${name}.outputs`, used.outputs, outputs?.properties);
  }
  // Nested types come whole where a property is made of them: they may be left out of `use.json`.
  const types = Object.entries(slice(schema, use).types);
  known(
    "types",
    "type in use",
    use.types,
    types.map(([token]) => typeName(token)),
  );
  for (const [token, { properties: all = {} }] of types) {
    const words = use.types[typeName(token)]?.properties ?? {};
    properties(`types.${typeName(token)}`, words, all, { taken: Object.keys(all) });
  }
  return found;
}
