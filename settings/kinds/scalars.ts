import { z } from "zod";
import type { Complaint } from "../problem.ts";
import { Unquoted } from "../read/scalar.ts";
import { checked, isSecure, known } from "./about.ts";
import type { Check, CheckPlain, Described } from "./about.ts";

/** Places that hold one value. */

/** Numbers and booleans that YAML writes back unchanged are text where text is wanted. */
function exactText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

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

/**
 * `{ secure: … }`, as `slipway secret set` writes it. That a place is secret is said by this kind
 * alone: what reads, checks, encrypts and redacts goes by it.
 *
 * @param checks of the plain text; the first complaint counts
 */
export function secret(details: Described, ...checks: CheckPlain[]) {
  return known(z.strictObject({ secure: z.string() }), {
    kind: "secret",
    rules: ["secret.plain"],
    plain: checks,
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
