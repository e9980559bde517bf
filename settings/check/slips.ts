import type { z } from "zod";
import { children, placeAt, unwrap, valueAt } from "../kinds/walk.ts";
import type { Path } from "../problem.ts";
import { likely } from "../words.ts";

/** A key that stands for a required one by a slip: `adress`, where `address` is missing. */
export interface Slip {
  /** The group that both are of. */
  at: Path;
  said: string;
  meant: string;
}

/** The slips among the issues: an unknown key and a missing one are one mistake, and told once. */
export function slipsIn(
  schema: z.ZodType,
  config: unknown,
  issues: readonly z.core.$ZodIssue[],
): Slip[] {
  const slips: Slip[] = [];
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    const at = issue.path as Path;
    const missing = missingAt(schema, config, at);
    for (const key of issue.keys) {
      const meant = likely(key, missing);
      if (meant === undefined) continue;
      missing.delete(meant);
      slips.push({ at, said: key, meant });
    }
  }
  return slips;
}

/** The keys of a group that have no default and are not there. */
function missingAt(schema: z.ZodType, config: unknown, at: Path): Set<string> {
  const there = valueAt(config, at) as object;
  const all = children(placeAt(schema, at)!.schema);
  const missing = all.filter(
    ([key, child]) => !unwrap(child).optional && !Object.hasOwn(there, key),
  );
  return new Set(missing.map(([key]) => key));
}
