/**
 * A Pulumi package schema, as far as the SDK follows from it: facts, without the provider's prose.
 * The provider's own schema is one of these, and so is `schema.json`, its slice.
 */
export interface Schema {
  name: string;
  version?: string;
  provider: Resource;
  /** By token: `gitlab:index/projectHook:ProjectHook`. */
  resources: Record<string, Resource>;
  /** By token: `gitlab:index/getGroup:getGroup`. */
  functions: Record<string, Invoke>;
  /** Nested types, by token: `gitlab:index/BranchCommit:BranchCommit`. */
  types: Record<string, ObjectType>;
}

export interface ObjectType {
  type?: string;
  properties?: Properties;
  /** Of an output: what is always there. */
  required?: string[];
  /** A nested type's `required`, where it differs between what is given and what is read. */
  language?: { nodejs?: { requiredInputs?: string[]; requiredOutputs?: string[] } };
}

export interface Resource extends ObjectType {
  inputProperties?: Properties;
  requiredInputs?: string[];
}

export interface Invoke {
  inputs?: ObjectType;
  outputs?: ObjectType;
}

export type Properties = Record<string, Property>;

/** One kind of type is set: a plain `type`, `items` of a list, values of a map, or a nested type. */
export interface Property {
  type?: string;
  items?: Property;
  additionalProperties?: Property;
  /** `#/types/<token>` */
  $ref?: string;
  secret?: boolean;
  /** Whether a change makes a new resource. Only resources of the older SDK tell it. */
  willReplaceOnChanges?: boolean;
  replaceOnChanges?: boolean;
}

const typeReference = "#/types/";

/** The token of the nested type that a property is made of, however deep in lists and maps. */
export function nestedType(property: Property): string | undefined {
  if (property.$ref?.startsWith(typeReference)) return property.$ref.slice(typeReference.length);
  const inner = property.items ?? property.additionalProperties;
  return inner && nestedType(inner);
}

/** All properties that a program gives, and all that it reads, of resources and functions. */
export function propertiesOf(
  schema: Omit<Schema, "types">,
): Record<"given" | "read", Properties[]> {
  const resources = Object.values(schema.resources);
  const functions = Object.values(schema.functions);
  const inputs = [schema.provider, ...resources].map((resource) => resource.inputProperties ?? {});
  return {
    given: [...inputs, ...functions.map(({ inputs }) => inputs?.properties ?? {})],
    read: [...resources, ...functions.map(({ outputs }) => outputs)].map(
      (object) => object?.properties ?? {},
    ),
  };
}

/** The nested types that properties are made of, and those that these are made of. Sorted. */
export function reached(schema: Schema, properties: Properties[]): Schema["types"] {
  const tokens = new Set<string>();
  const visit = (properties: Properties = {}) => {
    for (const property of Object.values(properties)) {
      const token = nestedType(property);
      if (token === undefined || tokens.has(token)) continue;
      tokens.add(token);
      visit(schema.types[token]?.properties);
    }
  };
  properties.forEach(visit);
  return Object.fromEntries(
    [...tokens].sort().flatMap((token) => {
      const type = schema.types[token];
      return type ? [[token, type] as const] : [];
    }),
  );
}

/** `ProjectHook` → `gitlab:index/projectHook:ProjectHook`; `getGroup` → `gitlab:index/getGroup:getGroup` */
export function tokenOf(schema: Schema, name: string): string {
  return `${schema.name}:index/${lowerFirst(name)}:${name}`;
}

/** `gitlab:index/getGroup:getGroup` → `getGroup` */
export function lastPart(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

/** `gitlab:index/getMetadataKas:getMetadataKas` → `GetMetadataKas` */
export function typeName(token: string): string {
  return upperFirst(lastPart(token));
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
