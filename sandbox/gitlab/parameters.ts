import type { Context } from "hono";
import { ApiError } from "./errors.ts";

/** What an endpoint takes under one name, as GitLab's OpenAPI file declares it. */
export interface Rule {
  type: "string" | "integer" | "boolean" | "strings" | "object" | "objects";
  required?: boolean;
  values?: readonly (string | number)[];
}

export type Rules = Record<string, Rule>;

/** A request's parameters: those declared, coerced to their types. Absent ones are absent. */
export interface Parameters {
  has(name: string): boolean;
  /** The value, or undefined when it is absent or null. */
  string(name: string): string | undefined;
  integer(name: string): number | undefined;
  boolean(name: string): boolean | undefined;
  objects(name: string): Record<string, unknown>[] | undefined;
  object(name: string): Record<string, unknown> | undefined;
  /** Every parameter that was given, by its name. */
  all: Record<string, unknown>;
}

/**
 * Reads query, form and JSON parameters alike, drops what isn't declared (as Grape does, on which
 * GitLab's API is built), and refuses the rest in Grape's words, all problems in one sentence.
 *
 * @throws ApiError 400 `{"error":"name is missing, visibility does not have a valid value"}`
 */
export async function parameters(context: Context, rules: Rules): Promise<Parameters> {
  const given = { ...nested(new URL(context.req.url).searchParams), ...(await body(context)) };
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, rule] of Object.entries(rules)) {
    const raw = given[name];
    if (raw === undefined) {
      if (rule.required) problems.push(`${name} is missing`);
      continue;
    }
    const value = raw === null ? null : coerce(raw, rule.type);
    if (value === undefined) problems.push(`${name} is invalid`);
    else if (value !== null && rule.values && !rule.values.includes(value as string | number)) {
      problems.push(`${name} does not have a valid value`);
    } else values[name] = value;
  }
  if (problems.length > 0) throw new ApiError(400, { error: problems.join(", ") });
  return {
    has: (name) => name in values,
    string: (name) => (values[name] ?? undefined) as string | undefined,
    integer: (name) => (values[name] ?? undefined) as number | undefined,
    boolean: (name) => (values[name] ?? undefined) as boolean | undefined,
    objects: (name) => (values[name] ?? undefined) as Record<string, unknown>[] | undefined,
    object: (name) => (values[name] ?? undefined) as Record<string, unknown> | undefined,
    all: values,
  };
}

async function body(context: Context): Promise<Record<string, unknown>> {
  const text = await context.req.text();
  if (text === "") return {};
  if (!(context.req.header("content-type") ?? "").includes("json")) {
    return nested(new URLSearchParams(text));
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through: what can't be parsed is refused like what isn't an object.
  }
  throw new ApiError(400, { error: "The request body is not a JSON object" });
}

/** `a=1&filter[scope]=x&topics[]=y` → `{ a: "1", filter: { scope: "x" }, topics: ["y"] }`. */
function nested(search: URLSearchParams): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of search) {
    const [, outer = name, inner] = /^([^[]+)\[([^\]]*)\]$/.exec(name) ?? [];
    if (inner === undefined) result[outer] = value;
    else if (inner === "")
      result[outer] = [...((result[outer] as string[] | undefined) ?? []), value];
    else result[outer] = { ...(result[outer] as object | undefined), [inner]: value };
  }
  return result;
}

function coerce(value: unknown, type: Rule["type"]): unknown {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  switch (type) {
    case "string":
      return typeof value === "object" ? undefined : text;
    case "integer":
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case "boolean":
      return ({ true: true, false: false, 1: true, 0: false } as Record<string, boolean>)[text];
    case "strings":
      if (typeof value === "string") return value === "" ? [] : value.split(",");
      return Array.isArray(value) ? value.map(String) : undefined;
    case "object":
      return isObject(value) ? value : undefined;
    case "objects":
      return Array.isArray(value) && value.every(isObject) ? value : undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
