import type { z } from "zod";
import { isMap } from "../kinds/about.ts";
import { children, unwrap } from "../kinds/walk.ts";
import type { Complaint, Path } from "../problem.ts";
import { likely } from "../words.ts";

/** A key at the wrong depth, which still makes valid YAML. */
export interface Misplaced {
  path: Path;
  complaint: Complaint;
}

type Entries = [key: string, value: unknown][];

/**
 * Puts what is indented too little or too much where it belongs, so that the rest is checked as it
 * was meant: the slip is told once, and nothing that would come of it.
 */
export function straighten(
  schema: z.ZodType,
  config: unknown,
): { config: unknown; misplaced: Misplaced[] } {
  const misplaced: Misplaced[] = [];
  return { config: inPlace(schema, config, [], misplaced), misplaced };
}

function inPlace(schema: z.ZodType, value: unknown, path: Path, misplaced: Misplaced[]): unknown {
  if (!isMap(value)) return value;
  const under = children(unwrap(schema).schema);
  const childOf = (key: string) => under.find(([step]) => step === key || step === "*")?.[1];
  const entries: Entries = [];
  const all = Object.entries(value);
  for (let index = 0; index < all.length; index++) {
    const [key, given] = all[index]!;
    const child = childOf(key);
    const following = given === null && child ? below(child, under, all.slice(index + 1)) : [];
    if (following.length > 0) {
      const names = following.map(([name]) => name);
      misplaced.push({ path: [...path, names[0]!], complaint: tooLittle(names, key) });
    }
    index += following.length;
    const inner = following.length > 0 ? Object.fromEntries(following) : given;
    const [kept, raised] = child ? above(child, inner, under, value) : [inner, []];
    for (const [other] of raised) {
      misplaced.push({ path: [...path, key, other], complaint: tooMuch(other, key) });
    }
    entries.push([key, kept], ...raised);
  }
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const child = childOf(key);
      return [key, child ? inPlace(child, inner, [...path, key], misplaced) : inner];
    }),
  );
}

/** Of the entries behind a key without a value, those that belong under it. */
function below(child: z.ZodType, under: [string, z.ZodType][], behind: Entries): Entries {
  const inside = children(unwrap(child).schema).map(([step]) => step);
  const siblings = under.map(([step]) => step);
  const belongs = ([key]: [string, unknown]) => {
    if (key.includes(":") || siblings.includes(key)) return false;
    if (inside.includes(key)) return true;
    return inside.includes("*") && !siblings.includes("*") && likely(key, siblings) === undefined;
  };
  const end = behind.findIndex((entry) => !belongs(entry));
  return end < 0 ? behind : behind.slice(0, end);
}

/** The entries of a map without those that belong beside it, and those. */
function above(
  child: z.ZodType,
  value: unknown,
  under: [string, z.ZodType][],
  around: Record<string, unknown>,
): [unknown, Entries] {
  const { kind } = unwrap(child).about;
  if (!isMap(value) || (kind !== "group" && kind !== "map")) return [value, []];
  const inside = children(unwrap(child).schema);
  const raised = Object.entries(value).filter(([key, inner]) => {
    const beside = under.find(([step]) => step === key)?.[1];
    if (!beside || Object.hasOwn(around, key)) return false;
    if (kind === "group") return !inside.some(([step]) => step === key);
    // By its name it might be the team's own: what stands there must fit beside, and not here.
    const item = unwrap(inside[0]![1]).about.kind;
    const isPlainItem = item === "text" || item === "secret";
    return isPlainItem && (isMap(inner) || Array.isArray(inner));
  });
  if (raised.length === 0) return [value, []];
  const names = raised.map(([key]) => key);
  const kept = Object.entries(value).filter(([key]) => !names.includes(key));
  return [Object.fromEntries(kept), raised];
}

function tooLittle(keys: string[], owner: string): Complaint {
  const [first, last] = [`\`${keys[0]}\``, `\`${keys.at(-1)}\``];
  const message =
    keys.length === 1
      ? `${first} stands beside \`${owner}\`, and belongs under it.`
      : `${first} to ${last} stand beside \`${owner}\`, and belong under it.`;
  const fix = `indent ${keys.length === 1 ? "it" : "them"} by two more spaces.`;
  return { rule: "shape.indent", message, fix };
}

function tooMuch(key: string, neighbour: string): Complaint {
  return {
    rule: "shape.indent",
    message: `\`${key}\` stands under \`${neighbour}\`, and belongs beside it.`,
    fix: `line it up with \`${neighbour}\`.`,
  };
}
