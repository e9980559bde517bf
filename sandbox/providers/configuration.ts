import type { Shape } from "./resource.ts";
import { pick, plainValues, unknown, type Value, type Values } from "./values.ts";

/** What the engine adds to a provider's configuration for itself. */
const engineKeys = ["version", "pluginDownloadURL", "__internal"];

/**
 * A provider's configuration in plain values: what isn't a string in the schema arrives as JSON
 * text.
 */
export function configurationIn(configuration: Shape, given: Values): Values {
  const own = pick(plainValues(given), (name) => !engineKeys.includes(name));
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => {
      const type = configuration[name]?.type ?? "string";
      return [name, type !== "string" && typeof value === "string" ? parse(value) : value];
    }),
  );
}

function parse(text: string): Value {
  if (text === unknown) return text;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

/** A provider keeps nothing of what its configuration leaves out. */
export function clearable(configuration: Shape): Shape {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, property]) => [name, { ...property, absent: null }]),
  );
}
