import { z } from "zod";
import type { Rule } from "../check/rules.ts";
import { show } from "../words.ts";
import { aboutOf, checked, isMap, known } from "./about.ts";
import type { Check, Described } from "./about.ts";

/** Places that hold other places. */

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
  return known(schema, { kind: "list", rules, item: aboutOf(item), ...details });
}

/** What the keys of a map are. */
export interface MapKey {
  /** As `<app>` in the reference. */
  called: string;
  rules: Rule[];
  check: Check<string>;
  /** What editors can tell of their form. */
  pattern?: string;
}

/** A map whose keys are the team's own names. */
export function map<Value extends z.ZodType>(key: MapKey, value: Value, details: Described) {
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

/**
 * A group that may be said by one text alone: `unit: npm test` for `unit: { script: npm test }`.
 *
 * @param short the key that the text stands for
 */
export function textOrGroup<Shape extends z.core.$ZodShape>(
  short: string & keyof Shape,
  shape: Shape,
  details: Described,
) {
  const longForm = (value: unknown) => (isMap(value) ? value : { [short]: value });
  const schema = z.preprocess(longForm, z.strictObject(shape));
  return known(schema, { kind: "text or group", rules: [], short, ...details });
}
