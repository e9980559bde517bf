import type { Difference } from "./difference.ts";
import { isSame } from "./difference.ts";
import { plain } from "./words.ts";

/** What `diff --json` prints: what is said in plain text, values whole. */
export function forMachines(difference: Difference) {
  return {
    differs: !isSame(difference),
    ...difference,
    changes: difference.changes.map((change) => ({
      ...change,
      what: plain(change.what),
      notes: change.notes.map(plain),
    })),
  };
}
