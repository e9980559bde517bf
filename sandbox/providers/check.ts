import type { Property, Shape } from "./resource.ts";
import { isObject, plain, unknown, type Value, type Values } from "./values.ts";

/** A property that the engine refuses, and why. */
export interface Failure {
  property: string;
  reason: string;
}

/** Holds inputs against what a resource takes: unknown names, missing ones, types, values. */
export function check(shape: Shape, inputs: Values, path = ""): Failure[] {
  const known = Object.entries(inputs).flatMap(([name, value]) => {
    const property = shape[name];
    if (property) return checkOne(property, value, path + name);
    const allowed = Object.keys(shape).sort().join(", ");
    return [
      {
        property: path + name,
        reason: `Invalid or unknown key "${path}${name}"; known are ${allowed}`,
      },
    ];
  });
  const missing = Object.entries(shape)
    .filter(([name, property]) => property.required && isAbsent(inputs[name]))
    .map(([name]) => ({
      property: path + name,
      reason: `Missing required argument: "${path}${name}" is required`,
    }));
  return [...known, ...missing];
}

function checkOne(property: Property, wrapped: Value, path: string): Failure[] {
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
    return [{ property: path, reason: `"${path}" must be ${article[type]}` }];
  }
  if (values && !values.includes(value as string)) {
    const list = values.map((allowed) => `"${allowed}"`).join(" ");
    const got = JSON.stringify(value);
    return [{ property: path, reason: `"${path}" value must be one of: [${list}], got: ${got}` }];
  }
  return [];
}

function checkObject(shape: Shape, value: Value, path: string): Failure[] {
  if (value === unknown) return [];
  if (isObject(value)) return check(shape, value, `${path}.`);
  return [{ property: path, reason: `"${path}" must be an object` }];
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
