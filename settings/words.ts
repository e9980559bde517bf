import { clearSecret } from "./kinds/clearSecrets.ts";

/** How values and choices are put into words for a report. */

/** `a, b or c`, each in back-ticks. */
export function oneOf(values: Iterable<string>): string {
  const quoted = [...values].map((value) => `\`${value}\``);
  const last = quoted.pop();
  if (last === undefined) return "nothing";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}

/** A value as a person would point at it, on one line and cut where it gets long. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value !== "string") return `\`${JSON.stringify(value)}\``;
  if (clearSecret(value) !== undefined && !/:\/\//.test(value)) return '"…"';
  // An address may hold a password: https://user:password@…
  const text = JSON.stringify(value.replaceAll(/(:\/\/)[^/@\s]*@/g, "$1…@"));
  return text.length > 80 ? `${text.slice(0, 76)}…"` : text;
}

/**
 * The choice that `word` was most likely meant to be, if one is near enough to be worth saying.
 *
 * @param reach how many letters a choice of a given length may be off
 */
export function nearest(
  word: string,
  choices: Iterable<string>,
  reach = (length: number) => (length < 3 ? 0 : Math.max(1, Math.floor(length / 3))),
): string | undefined {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/^[a-z]+:/, "")
      .replaceAll(/[-_ ]/g, "");
  let best: string | undefined;
  let least = Infinity;
  for (const choice of choices) {
    const [said, known] = [bare(word), bare(choice)];
    const steps = distance(said, known);
    if (steps <= reach(known.length) && steps < least) [best, least] = [choice, steps];
  }
  return best;
}

/** The choice that a word stands for, by a slip or as a longer or shorter name for it. */
export function likely(word: string, choices: Iterable<string>): string | undefined {
  const known = [...choices];
  // `prod` for `production`.
  const shorter = known.filter((choice) => word.length > 2 && choice.startsWith(word));
  // `username` for `user`, `public_key` for `public`.
  const longer = known.find((choice) => choice.length > 3 && word.startsWith(choice));
  return nearest(word, known) ?? longer ?? (shorter.length === 1 ? shorter[0] : undefined);
}

/** "Did you mean `x`?" where something is near, else the whole list. */
export function meant(word: string, choices: Iterable<string>): { allowed?: string; fix: string } {
  const known = [...choices];
  const near = likely(word, known);
  if (near !== undefined) return { fix: `did you mean \`${near}\`?` };
  if (known.length === 0) return { fix: "take it out." };
  return { allowed: oneOf(known), fix: "use one of these, or take it out." };
}

/** Letters to insert, take out, replace or swap with their neighbour to get from `a` to `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let steps = Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) steps = Math.min(steps, before[column - 2]! + 1);
      current.push(steps);
    }
    [before, above] = [above, current];
  }
  return above[b.length]!;
}
