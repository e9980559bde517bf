import type { Context } from "hono";
import { ApiError } from "./errors.ts";

export type Values = Record<string, unknown>;

/** What a request brings along: its query, its form or its JSON, and what its path names. */
export async function input(context: Context): Promise<Values> {
  return {
    ...nested(new URL(context.req.url).searchParams),
    ...(await body(context)),
    ...context.req.param(),
  };
}

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a parameter was given, and not as nothing. */
export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

/** The values that are something. */
export function withoutNull(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** The values but those of some names. */
export function without(values: Values, ...names: string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

async function body(context: Context): Promise<Values> {
  const type = context.req.header("content-type") ?? "";
  if (type.includes("multipart/form-data")) return nested(await context.req.raw.formData());
  const text = await context.req.text();
  if (text === "") return {};
  if (!type.includes("json")) return nested(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    // Anything but an object is read, and names no parameter.
    return isObject(parsed) ? parsed : {};
  } catch {
    throw new ApiError(400, { error: notJson });
  }
}

/** In Grape's words, on which GitLab's API is built. */
const notJson =
  "\nProblem:\n  message body does not match declared format\nResolution:\n  when specifying application/json as content-type, you must pass valid application/json in the request's 'body' ";

/**
 * Takes names with brackets apart as Rack does: `filter[scope]=x&topics[]=y&to[][a]=1&to[][b]=2`
 * → `{ filter: { scope: "x" }, topics: ["y"], to: [{ a: "1", b: "2" }] }`.
 */
function nested(entries: Iterable<[string, unknown]>): Values {
  const result = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const [, outer = name, brackets = ""] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
    const keys = [...brackets.matchAll(/\[([^[\]]*)\]/g)].map(([, key = ""]) => key);
    result.set(outer, put(result.get(outer), keys, value));
  }
  return Object.fromEntries(result);
}

function put(current: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (key !== "") {
    const object = isObject(current) ? current : {};
    return { ...object, [key]: put(object[key], rest, value) };
  }
  const list = Array.isArray(current) ? (current as unknown[]) : [];
  const last = list.at(-1);
  // A list of objects goes on in its last one, until that has the key already.
  if (rest[0] !== undefined && isObject(last) && !(rest[0] in last)) {
    return [...list.slice(0, -1), put(last, rest, value)];
  }
  return [...list, put(undefined, rest, value)];
}
