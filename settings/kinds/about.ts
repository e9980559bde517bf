import type { z } from "zod";
import type { Rule } from "../check/rules.ts";
import type { Complaint } from "../problem.ts";
import { Unquoted } from "../read/scalar.ts";

/**
 * The few kinds of places a stack file has. Each is a zod schema with what the reference, the
 * editors' schema and the problems say of it.
 */
export interface About {
  /** What it means; the reference's and the editors' text. */
  description: string;
  kind:
    | "map"
    | "group"
    | "list"
    | "text"
    | "choice"
    | "whole number"
    | "flag"
    | "secret"
    | "either"
    | "text or group";
  /** A noun phrase for what is allowed. */
  allowed?: string;
  /** One value as it is written in YAML. */
  example?: string;
  /** The default in words, where it is not a fixed value. */
  otherwise?: string;
  /** The rules of its own, beyond type and presence. */
  rules: Rule[];
  /** For a text: what editors can tell of its form. The checks are stricter. */
  pattern?: string;
  /** For a map: the same of its keys. */
  keyPattern?: string;
  /** For a whole number: its limits. */
  least?: number;
  most?: number;
  /** For a choice: its values. */
  choices?: readonly string[];
  /** For a map: what its keys are called, as `<app>`. */
  keys?: string;
  /** For what may be said by one text alone: the key of its group that the text stands for. */
  short?: string;
  /** For a list: what is known of its items. */
  item?: About | undefined;
  /** For a secret: what its plain text is held to. The first complaint counts. */
  plain?: CheckPlain[];
}

export type Described = Partial<About> & { description: string };

/** Looks at a value; `undefined` when there is nothing to complain of. */
export type Check<Value> = (value: Value) => Complaint | undefined;

/** Looks at a secret in clear. No complaint holds it. */
export type CheckPlain = (plain: string, around: AroundSecret) => Complaint | undefined;

export interface AroundSecret {
  stack: string;
  /** The text that stands under another key of the same map. */
  beside: (key: string) => string | undefined;
}

const abouts = new WeakMap<z.ZodType, About>();

/** Notes what is known of a schema. */
export function known<Schema extends z.ZodType>(schema: Schema, details: About): Schema {
  abouts.set(schema, details);
  return schema;
}

export function aboutOf(schema: z.ZodType): About | undefined {
  return abouts.get(schema);
}

/** Tells zod of a complaint, and `check/shape.ts` tells the person. */
export function checked<Value>(check: Check<Value>): z.core.CheckFn<Value> {
  return (payload) => {
    const complaint = check(payload.value);
    if (complaint === undefined) return;
    payload.issues.push({ code: "custom", input: payload.value, params: { complaint } });
  };
}

/** Whether a value is an encrypted one, as Pulumi sees it: a map with nothing but `secure`. */
export function isSecure(value: unknown): value is { secure: string } {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return (
    keys.length === 1 &&
    keys[0] === "secure" &&
    "secure" in value &&
    typeof value.secure === "string"
  );
}

/** Whether a value is a map of settings: neither a list, nor a secret, nor a trap of YAML's. */
export function isMap(value: unknown): value is Record<string, unknown> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof Unquoted) && !isSecure(value);
}
