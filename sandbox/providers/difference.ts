import type { Property, Shape } from "./resource.ts";
import {
  holdsUnknown,
  isObject,
  isSecret,
  plain,
  same,
  type Value,
  type Values,
} from "./values.ts";

/** One property that a step changes. */
export interface Change {
  /** `connection.host`, `triggers[0]` */
  path: string;
  kind: "add" | "delete" | "update";
  replaces: boolean;
  /** Whether the old value to show is an input; else it is only known from the state. */
  fromInput: boolean;
}

/**
 * What has to change for the resource to be as wanted. The wanted values are held against the
 * state, so that what a refresh has found counts, and an import is without a change when it fits.
 */
export function difference(
  shape: Shape,
  state: Values,
  oldInputs: Values,
  inputs: Values,
): Change[] {
  return Object.entries(shape).flatMap(([name, property]) => {
    const wanted = inputs[name] ?? property.absent;
    if (wanted === undefined) return [];
    const current = state[name] ?? (inputs[name] === undefined ? property.absent : undefined);
    if (property.onlyOnCreation || isSame(property, wanted, current)) return [];
    const fromInput = oldInputs[name] !== undefined;
    const old = fromInput ? oldInputs[name] : current;
    const changes = leaves(name, old, inputs[name]);
    return changes.map((change) => ({
      ...change,
      replaces: property.replaces ?? false,
      fromInput,
    }));
  });
}

/**
 * Whether replacing must delete first: the name stays the same, and can't be there twice. (The real
 * bridge tells a name that was made up from one that was given; the product gives all of them.)
 */
export function deletesFirst(shape: Shape, state: Values, inputs: Values): boolean {
  return Object.entries(shape).some(
    ([name, property]) => property.autonamed && same(inputs[name], state[name]),
  );
}

function isSame(property: Property, wanted: Value, current: Value | undefined): boolean {
  if (holdsUnknown(wanted)) return false;
  if (property.same && current !== undefined) return property.same(plain(wanted), plain(current));
  return same(wanted, current);
}

type Leaf = Pick<Change, "path" | "kind">;

/** The innermost properties that differ; at least the outermost when none seems to. */
function leaves(path: string, old: Value | undefined, wanted: Value | undefined): Leaf[] {
  const found = descend(path, old, wanted);
  return found.length > 0 ? found : [{ path, kind: "update" }];
}

function descend(path: string, old: Value | undefined, wanted: Value | undefined): Leaf[] {
  if (old !== undefined && wanted !== undefined && same(old, wanted)) return [];
  if (old === undefined || old === null) return [{ path, kind: "add" }];
  if (wanted === undefined || wanted === null) return [{ path, kind: "delete" }];
  // What is inside a secret is nobody's to see.
  if (isSecret(old) || isSecret(wanted)) return [{ path, kind: "update" }];
  const [from, to] = [old, wanted];
  if (isObject(from) && isObject(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => descend(`${path}.${name}`, from[name], to[name]));
  }
  if (Array.isArray(from) && Array.isArray(to)) {
    const longest = Math.max(from.length, to.length);
    return Array.from({ length: longest }, (_, index) =>
      descend(`${path}[${index}]`, from[index], to[index]),
    ).flat();
  }
  return [{ path, kind: "update" }];
}
