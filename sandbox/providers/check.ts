import type { Property, Shape } from "./resource.ts";
import { isObject, plain, snake, unknown, type Value, type Values } from "./values.ts";

/** What is wrong with a property. */
export interface Problem {
  /** `allowedToPushes[0].accessLevel` */
  path: string;
  kind: "missing" | "unknown" | "value";
  /** Of a value: what is wrong with it. */
  reason?: string;
}

/**
 * Holds inputs against what a resource takes: types and values, what is missing, unknown names; in
 * the order in which the bridge between Pulumi and Terraform tells them.
 */
export function check(shape: Shape, inputs: Values, path = ""): Problem[] {
  const values = Object.entries(inputs).flatMap(([name, value]) =>
    shape[name] ? checkOne(shape[name], value, path + name) : [],
  );
  const missing = Object.keys(shape)
    .filter((name) => shape[name]?.required && isAbsent(inputs[name]))
    .map((name) => ({ path: path + name, kind: "missing" }) as const);
  const unknown = Object.keys(inputs)
    .filter((name) => !shape[name])
    .map((name) => ({ path: path + name, kind: "unknown" }) as const);
  return [...values, ...missing, ...unknown];
}

function checkOne(property: Property, wrapped: Value, path: string): Problem[] {
  const value = plain(wrapped);
  if (value === unknown || value === null) return [];
  const { type, values } = property;
  if (typeof type === "object") {
    if (Array.isArray(type) && Array.isArray(value)) {
      return value.flatMap((entry, index) => checkObject(type[0], entry, `${path}[${index}]`));
    }
    return checkObject(type as Shape, value, path);
  }
  if (!matches(type, value)) {
    return [{ path, kind: "value", reason: `"${path}" must be ${article[type]}` }];
  }
  if (values && !values.includes(value as string)) {
    const list = values.map((allowed) => `"${allowed}"`).join(" ");
    const got = JSON.stringify(value);
    const reason = `Invalid Attribute Value Match. Attribute ${snake(path)} value must be one of: [${list}], got: ${got}`;
    return [{ path, kind: "value", reason }];
  }
  return [];
}

function checkObject(shape: Shape, value: Value, path: string): Problem[] {
  if (value === unknown) return [];
  if (isObject(value)) return check(shape, value, `${path}.`);
  return [{ path, kind: "value", reason: `"${path}" must be an object` }];
}

const article = {
  string: "a string",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  strings: "a list of strings",
  map: "an object of strings",
  any: "anything",
};

function matches(type: keyof typeof article, value: Value): boolean {
  switch (type) {
    case "any":
      return true;
    case "integer":
      return Number.isInteger(value);
    case "strings":
      return Array.isArray(value) && value.every((entry) => typeof entry === "string");
    case "map":
      return isObject(value) && Object.values(value).every((entry) => typeof entry === "string");
    case "string":
    case "boolean":
    case "number":
      return typeof value === type;
  }
}

function isAbsent(value: Value | undefined): boolean {
  return value === undefined || plain(value) === null;
}
