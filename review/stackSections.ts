import { few, type Item, type Section } from "./sections.ts";
import { type ChangeOperation, type DeclaredChange, inNumbers, told } from "./stackChanges.ts";
import type { StackChanges } from "./stackChanges.ts";
import { listed, words, type Words } from "./words.ts";

/** So many lines of a stack are read; `--json` has them all. */
const most = 50;

/** What `up` does, stack by stack. */
export function stackSections(stacks: StackChanges[]): Section[] {
  return stacks.flatMap(({ stack, changes }) => {
    if (changes.length === 0) return [];
    const all = told(changes);
    const items = all.slice(0, most).map(item);
    const more = all.length - items.length;
    const rest: Item = { kind: "changed", said: [`${more} more, in \`--json\``], notes: [] };
    return [
      {
        ...{ title: `slipway up ${stack}`, stack, numbers: inNumbers(changes) },
        items: more > 0 ? [...items, rest] : items,
      },
    ];
  });
}

/** What is made anew, or that `up` refuses to delete: told with what is deleted, before all else. */
export function replacements(stacks: StackChanges[]): Item[] {
  return stacks.flatMap(({ stack, changes }) =>
    told(changes)
      .filter(({ operation, refused }) => operation === "replace" || refused)
      .map((change) => {
        const one = item(change);
        return { ...one, said: [...words`${stack}: `, ...one.said] };
      }),
  );
}

const kinds: Record<ChangeOperation, Item["kind"]> = {
  create: "added",
  update: "changed",
  replace: "replaced",
  delete: "removed",
};

function item({ operation, words: name, inputs, replaces, refused }: DeclaredChange): Item {
  const by: Words = inputs.length > 0 ? [" by ", ...few(inputs)] : [];
  return {
    kind: kinds[operation],
    said: [{ quoted: name }, ...by],
    notes: [
      ...(operation === "replace"
        ? [words`Another is made in its place, for ${listed(replaces)} of it can't be changed.`]
        : []),
      ...(refused ? [["It is protected: `up` refuses to delete it."]] : []),
    ],
  };
}
