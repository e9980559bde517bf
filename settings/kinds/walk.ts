import { z } from "zod";
import type { Path } from "../problem.ts";
import { pathText } from "../problem.ts";
import { aboutOf, isSecure } from "./about.ts";
import type { About } from "./about.ts";

/** Finding one's way in a schema. */

/** What the schema says of one place. */
export interface Place {
  schema: z.ZodType;
  about: About;
  /** `slipway:apps.*.health.within` */
  name: string;
  optional: boolean;
  /** The fixed default, if there is one. */
  default?: unknown;
}

/** Takes off what only says that a value may be left out. */
export function unwrap(schema: z.ZodType): Omit<Place, "name"> {
  let inner = schema;
  let optional = false;
  let fallback: unknown;
  for (;;) {
    const details = aboutOf(inner);
    if (details) return { schema: inner, about: details, optional, default: fallback };
    optional = true;
    if (inner instanceof z.ZodDefault) {
      fallback = inner.def.defaultValue;
      inner = inner.def.innerType as z.ZodType;
    } else if (inner instanceof z.ZodOptional) {
      inner = inner.def.innerType as z.ZodType;
    } else {
      throw new Error("a schema that is not of these kinds");
    }
  }
}

/** The schemas right under one: by key for a group, `*` for a map, `[]` for a list. */
export function children(schema: z.ZodType): [step: string, schema: z.ZodType][] {
  const inner = schema instanceof z.ZodPipe ? (schema.def.out as z.ZodType) : schema;
  if (aboutOf(schema)?.kind === "secret") return [];
  if (inner instanceof z.ZodObject) return Object.entries(inner.def.shape) as [string, z.ZodType][];
  if (inner instanceof z.ZodRecord) return [["*", inner.def.valueType as z.ZodType]];
  if (inner instanceof z.ZodArray) return [["[]", inner.def.element as z.ZodType]];
  return [];
}

/** Every place of a schema, from the top down, in the order of its keys. */
export function places(schema: z.ZodType, name = ""): Place[] {
  const inner = unwrap(schema);
  const under = children(inner.schema).flatMap(([step, child]) => places(child, join(name, step)));
  return [{ ...inner, name }, ...under];
}

/** The place of a value; nothing where the schema knows none. */
export function placeAt(schema: z.ZodType, path: Path): Place | undefined {
  let current = unwrap(schema);
  let name = "";
  for (const step of path) {
    const found = children(current.schema).find(([key]) =>
      typeof step === "number" ? key === "[]" : key === step || key === "*",
    );
    if (!found) return undefined;
    name = join(name, found[0]);
    current = unwrap(found[1]);
  }
  return { ...current, name };
}

function join(name: string, step: string): string {
  if (step === "[]") return `${name}[]`;
  return name === "" ? step : `${name}.${pathText([step])}`;
}

/** Paths of all encrypted values in a tree. */
export function securePaths(value: unknown, path: Path = []): Path[] {
  if (isSecure(value)) return [path];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => securePaths(item, [...path, index]));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => securePaths(item, [...path, key]));
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((parent, step) => {
    const inside = typeof parent === "object" && parent !== null && Object.hasOwn(parent, step);
    return inside ? (parent as Record<string | number, unknown>)[step] : undefined;
  }, value);
}
