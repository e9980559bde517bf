import type { Property, Shape } from "../resource.ts";
import { isObject, snake, type Value } from "../values.ts";

/**
 * A field of GitLab's answer as the provider's state has it: with the provider's names at any depth,
 * and nothing where GitLab says null.
 */
export function fromAnswer({ type }: Property, value: Value): Value {
  if (Array.isArray(type) && Array.isArray(value)) {
    return value.map((entry) => fromAnswer({ type: type[0] }, entry));
  }
  if (isShape(type) && isObject(value)) {
    const named = Object.entries(type).map(([name, inner]): [string, Value] => {
      const field = value[snake(name)] ?? null;
      return [name, field === null ? null : fromAnswer(inner, field)];
    });
    return Object.fromEntries(named.filter(([, inner]) => inner !== null));
  }
  return value ?? empty(type);
}

/** A value as GitLab's parameters have it, at any depth. */
export function toParameter({ type }: Property, value: Value): Value {
  if (Array.isArray(type) && Array.isArray(value)) {
    return value.map((entry) => toParameter({ type: type[0] }, entry));
  }
  if (!isShape(type) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), inner]));
}

/** What the provider's state says where GitLab says null. */
function empty(type: Property["type"]): Value {
  if (Array.isArray(type)) return [];
  const empties: Record<string, Value> = { boolean: false, integer: 0, number: 0, strings: [] };
  return empties[type as string] ?? "";
}

function isShape(type: Property["type"]): type is Shape {
  return typeof type === "object" && !Array.isArray(type);
}
