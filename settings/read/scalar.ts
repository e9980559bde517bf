/**
 * A value without quotes that YAML's readers do not agree on, or that is written anew differently.
 *
 * Pulumi writes a stack file anew when it sets a value, and then `1.10` becomes `1.1`, `0123`
 * becomes `83`, and `2026-11-01` becomes `2026-11-01 00:00:00 +0000 UTC` (tried with 3.230.0).
 */
export class Unquoted {
  /** As it stands in the file. */
  source: string;
  /** What it turns into. */
  becomes: string;

  constructor(source: string, becomes: string) {
    this.source = source;
    this.becomes = becomes;
  }
}

const NOTHING = /^(|~|null|Null|NULL)$/;
const BOOLEAN = /^(true|false)$/;
const BOOLEAN_OF_OLD = /^(y|n|yes|no|on|off|true|false)$/i;
const NUMBER = /^[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[-+]?\d+)?$/i;
const OTHER_BASE = /^[-+]?0(x[\da-f_]+|o[0-7_]+|b[01_]+)$/i;
const NOT_FINITE = /^([-+]?\.inf|\.nan)$/i;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/;

/** What a scalar without quotes stands for: text, a number, true, false, null, or a trap. */
export function readPlain(source: string): string | number | boolean | null | Unquoted {
  if (NOTHING.test(source)) return null;
  if (BOOLEAN.test(source)) return source === "true";
  if (BOOLEAN_OF_OLD.test(source)) return new Unquoted(source, "true or false");
  if (NUMBER.test(source)) return readNumber(source);
  if (OTHER_BASE.test(source) || NOT_FINITE.test(source)) return new Unquoted(source, "a number");
  if (DATE.test(source)) return new Unquoted(source, "a date with a time");
  return source;
}

/** A number that is written anew as it stands, or a trap: `0123`, `1e3`, `1.10`, `1_000`. */
function readNumber(source: string): number | Unquoted {
  const number = Number(source);
  const exact = String(number) === source && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
  return exact ? number : new Unquoted(source, "another number");
}
