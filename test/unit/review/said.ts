import { compare } from "../../../review/compare.ts";
import type { Change, Difference, Shown } from "../../../review/difference.ts";
import { plain } from "../../../review/words.ts";
import type { StackFiles } from "../../../settings/index.ts";
import { changedFiles, today, type Change as FileChange } from "../settings/fixture.ts";

/** What differs once the good files are changed so. */
export function after(...changes: FileChange[]): Difference {
  return between(changedFiles(), changedFiles(...changes));
}

export function between(from: StackFiles, to: StackFiles): Difference {
  return compare(from, to, today);
}

/** A change in a line: what a test expects is read so. */
export function said({ concern, kind, direction, stack, what, from, to, notes }: Change): string {
  const values = [from, to].map(text);
  const arrow = from || to ? `: ${values[0]} → ${values[1]}` : "";
  const head = [concern, kind, ...(direction ? [direction] : []), stack].join(" ");
  return `${head} | ${plain(what)}${arrow}${notes.map((note) => ` | ${plain(note)}`).join("")}`;
}

export function allSaid({ changes }: Difference): string[] {
  return changes.map(said);
}

function text(shown: Shown | undefined): string {
  if (!shown) return "-";
  return "hidden" in shown ? `(${shown.hidden})` : JSON.stringify(shown.value);
}
