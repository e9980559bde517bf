import { comment } from "./comment.ts";
import {
  nestedType,
  typeName,
  type Properties,
  type Property,
  type Resource,
  type Schema,
} from "./schema.ts";
import type { Words } from "./use.ts";

const plainTypes: Record<string, string | undefined> = {
  boolean: "boolean",
  integer: "number",
  number: "number",
  string: "string",
};

/** Whether `typeOf` can write a property's type. */
export function isKnownKind(property: Property, schema: Schema): boolean {
  const inner = property.items ?? property.additionalProperties;
  if (inner) return isKnownKind(inner, schema);
  if (property.$ref) return schema.types[nestedType(property) ?? ""]?.properties !== undefined;
  return plainTypes[property.type ?? ""] !== undefined;
}

/**
 * A property's type in TypeScript, as Pulumi's own SDKs have it.
 *
 * @param types where nested types stand: `outputs.`, or nothing in their own file
 * @param wrap what each level of the type is put into; a program gives Inputs at each
 */
export function typeOf(property: Property, types: string, wrap = (type: string) => type): string {
  const nested = property.$ref && nestedType(property);
  if (nested) return wrap(`${types}${typeName(nested)}`);
  if (property.items) return wrap(`${typeOf(property.items, types, wrap)}[]`);
  if (property.additionalProperties) {
    return wrap(`Record<string, ${typeOf(property.additionalProperties, types, wrap)}>`);
  }
  return wrap(plainTypes[property.type ?? ""] ?? "never");
}

/** A property's type where a program gives it. */
export function inputType(property: Property, types = "inputs."): string {
  return typeOf(property, types, (type) => `pulumi.Input<${type}>`);
}

/** The members of an interface, one for each property. */
export function members(
  properties: Properties = {},
  required: string[] = [],
  words: Words,
  type: (property: Property) => string,
  modifier = "",
): string {
  const lines = Object.entries(properties).map(([name, property]) => {
    const optional = required.includes(name) ? "" : "?";
    const said = comment(withFacts(words[name] ?? "", property), 2);
    return `${said}  ${modifier}${name}${optional}: ${type(property)};\n`;
  });
  return lines.join("");
}

/** Our words, and what the schema says besides. */
export function withFacts(words: string, property: Property): string {
  const [said = "", byDefault] = words.split(" @default ");
  const replaces = property.willReplaceOnChanges || property.replaceOnChanges;
  const all = [said, replaces && "A change replaces it.", property.secret && "Secret."];
  const text = all.filter(Boolean).join(" ");
  return byDefault === undefined ? text : `${text} @default ${byDefault}`;
}

/** What a file imports: Pulumi, nested types where it has such properties, and `utilities.ts`. */
export function imports(utilities: string, given: Properties = {}, read: Properties = {}): string {
  const isNested = (properties: Properties) => Object.values(properties).some(nestedType);
  const lines = [
    'import * as pulumi from "@pulumi/pulumi";',
    isNested(given) && 'import type * as inputs from "./types/input.ts";',
    isNested(read) && 'import type * as outputs from "./types/output.ts";',
    `import { ${utilities} } from "./utilities.ts";`,
  ];
  return lines.filter(Boolean).join("\n");
}

/** What a resource registers (`utilities.ts`), as a constant of its file. */
export function shapeOf(resource: Resource): string {
  const { inputProperties = {}, requiredInputs = [], properties = {} } = resource;
  const secrets = Object.keys(properties).filter((name) => properties[name]?.secret);
  const shape = {
    inputs: Object.keys(inputProperties),
    outputs: Object.keys(properties).filter((name) => !(name in inputProperties)),
    ...(requiredInputs.length > 0 && { required: requiredInputs }),
    ...(secrets.length > 0 && { secrets }),
  };
  return `const shape = ${JSON.stringify(shape)};`;
}
