import { z } from "zod";
import type { Complaint } from "../problem.ts";
import type { Rule } from "../rules.ts";
import { Unquoted } from "../scalar.ts";
import { show } from "../words.ts";

/**
 * The few kinds of places a stack file has. Each is a zod schema with what the reference, the
 * editors' schema and the problems say of it.
 */
export interface About {
  /** What it means; the reference's and the editors' text. */
  description: string;
  kind:
    "map" | "group" | "list" | "text" | "choice" | "whole number" | "flag" | "secret" | "either";
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
}

/** What is known of each schema of this module, by schema. */
export const about = new WeakMap<z.ZodType, About>();

function known<Schema extends z.ZodType>(schema: Schema, details: About): Schema {
  about.set(schema, details);
  return schema;
}

/** Looks at a value; `undefined` when there is nothing to complain of. */
export type Check<Value> = (value: Value) => Complaint | undefined;

/** Tells zod of a complaint, and `shape.ts` tells the person. */
function checked<Value>(check: Check<Value>): z.core.CheckFn<Value> {
  return (payload) => {
    const complaint = check(payload.value);
    if (complaint === undefined) return;
    payload.issues.push({ code: "custom", input: payload.value, params: { complaint } });
  };
}

/** Numbers and booleans that YAML writes back unchanged are text where text is wanted. */
function exactText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

type Described = Partial<About> & { description: string };

export function text(details: Described, ...checks: Check<string>[]) {
  let schema = z.string();
  for (const check of checks) schema = schema.check(checked(check));
  return known(z.preprocess(exactText, schema), { kind: "text", rules: [], ...details });
}

/** Text that YAML's readers take for a date is as good as text in quotes. */
export function date(details: Described, check: Check<string>) {
  const plain = (value: unknown) => (value instanceof Unquoted ? value.source : value);
  const schema = z.preprocess(plain, z.string().check(checked(check)));
  return known(schema, { kind: "text", rules: [], ...details });
}

export function choice<const Values extends readonly [string, ...string[]]>(
  values: Values,
  details: Described,
) {
  return known(z.enum(values), {
    kind: "choice",
    rules: ["shape.choice"],
    choices: values,
    ...details,
  });
}

/** A whole number from `least` to `most`; Pulumi puts quotes around it when it writes at the top. */
export function whole(
  least: number,
  most: number,
  details: Described,
  outside?: (value: number) => Complaint,
) {
  const unquoted = (value: unknown) =>
    typeof value === "string" && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : value;
  const allowed = `a whole number from ${least} to ${most}`;
  const inRange = checked<number>((value) =>
    Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : (outside?.(value) ?? {
          rule: "shape.range",
          message: `${value} is out of range.`,
          allowed,
        }),
  );
  const schema = z.preprocess(unquoted, z.number().check(inRange));
  return known(schema, {
    kind: "whole number",
    rules: ["shape.range"],
    allowed,
    least,
    most,
    ...details,
  });
}

export function flag(details: Described) {
  return known(z.boolean(), { kind: "flag", rules: [], ...details });
}

/** `{ secure: … }`, as `slipway secret set` and `pulumi config set --secret` write it. */
export function secret(details: Described) {
  return known(z.strictObject({ secure: z.string() }), {
    kind: "secret",
    rules: ["secret.plain"],
    ...details,
  });
}

/** Text, or a secret. */
export function textOrSecret(details: Described) {
  const schema = z.custom<string | { secure: string }>(
    (value) => typeof value === "string" || isSecure(value),
  );
  return known(z.preprocess(exactText, schema), { kind: "either", rules: [], ...details });
}

export function list<Item extends z.ZodType<string, unknown>>(
  item: Item,
  details: Described,
  least = 0,
) {
  const once = checked<string[]>((values) => {
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice === undefined) return undefined;
    const message = `${show(twice)} stands twice in this list.`;
    return { rule: "shape.twice", message, fix: "keep one of the two." };
  });
  const some = checked<string[]>((values) =>
    values.length >= least
      ? undefined
      : { rule: "shape.empty", message: "This list is empty.", fix: "name at least one." },
  );
  const rules: Rule[] = least > 0 ? ["shape.twice", "shape.empty"] : ["shape.twice"];
  const schema = z.array(item).check(once).check(some);
  return known(schema, { kind: "list", rules, ...details });
}

/** A map whose keys are the team's own names. */
export function map<Value extends z.ZodType>(
  key: { called: string; rules: Rule[]; check: Check<string>; pattern?: string },
  value: Value,
  details: Described,
) {
  const schema = z.record(z.string().check(checked(key.check)), value);
  return known(schema, {
    kind: "map",
    rules: key.rules,
    keys: key.called,
    ...(key.pattern !== undefined && { keyPattern: key.pattern }),
    ...details,
  });
}

/** A map whose keys are Slipway's. */
export function group<Shape extends z.core.$ZodShape>(shape: Shape, details: Described) {
  return known(z.strictObject(shape), { kind: "group", rules: [], ...details });
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
