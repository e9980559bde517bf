import { isMap, isScalar } from "yaml";
import type { Pair, ParsedNode } from "yaml";
import { lastByte } from "./edit.ts";

/** Several changes to the text of one YAML file, found by walking through it. */

export interface Change {
  start: number;
  end: number;
  text: string;
}

export type Entry = Pair<ParsedNode, ParsedNode | null>;

/** The entries of all maps, from the top down. Those of an anchor come once, where it stands. */
export function* entriesOf(node: ParsedNode | null, path: string[]): Generator<[string[], Entry]> {
  if (!isMap(node)) return;
  for (const pair of node.items as Entry[]) {
    const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : "";
    yield [[...path, key], pair];
    yield* entriesOf(pair.value, [...path, key]);
  }
}

/** A value with the space before it, but not with what is said about it on its key's line. */
export function valueOf(text: string, key: ParsedNode, value: ParsedNode): Omit<Change, "text"> {
  const colon = text.indexOf(":", key.range[1]) + 1;
  const line = text.slice(colon, value.range[0]).indexOf("\n");
  return { start: line < 0 ? colon : colon + line, end: lastByte(value) };
}

/** A whole line. */
export function lineOf(text: string, { key, value }: Entry): Change {
  const end = text.indexOf("\n", (value ?? key).range[1]);
  return { start: key.range[0], end: end < 0 ? text.length : end + 1, text: "" };
}

export function changed(text: string, changes: Change[]): string {
  return changes
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: part }) => {
      return result.slice(0, start) + part + result.slice(end);
    }, text);
}
