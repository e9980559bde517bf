import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument } from "yaml";
import type { ParsedNode, YAMLMap } from "yaml";
import { pathText, SettingsError } from "../problem.ts";
import { readPlain } from "../read/scalar.ts";
import { readYaml } from "../read/yaml.ts";

/**
 * Changes to a YAML file that leave every other byte as it is: comments, quotes, the order of keys
 * and the layout stay the team's.
 */

/** Nested values to write: maps of maps, and scalars as YAML writes them. */
type Written = string | { [key: string]: Written };

type BlockMap = YAMLMap.Parsed<ParsedNode, ParsedNode | null>;

/**
 * Puts a scalar at a path, and makes the maps on the way that are not there.
 *
 * @param value as YAML writes it, quotes included
 * @param below the key that a new one comes after. Default: the map's last
 * @throws SettingsError when the file is not valid YAML, or is laid out in a way that cannot be
 *   changed without changing more (through an anchor, for example)
 */
export function setIn(
  text: string,
  path: readonly string[],
  value: string,
  below?: string,
): string {
  const before = readYaml("The stack file", text);
  if (before.problems.length > 0) throw new SettingsError(before.problems);

  const changed = change(text, path, value, below);
  const after = changed === undefined ? undefined : readYaml("", changed);
  const wanted = withValue(before.value, path, parseDocument(value).toJS());
  if (
    changed !== undefined &&
    after?.problems.length === 0 &&
    isDeepStrictEqual(after.value, wanted)
  ) {
    return changed;
  }
  throw new SettingsError([
    before.problem(path, {
      rule: "yaml.alias",
      message: `\`${pathText(path.slice(1))}\` cannot be written without changing something else.`,
      fix: "write this part of the file out, without anchors (`&`), aliases (`*`) and merges (`<<`).",
    }),
  ]);
}

function change(
  text: string,
  path: readonly string[],
  value: string,
  below: string | undefined,
): string | undefined {
  const document = parseDocument(text, { merge: true });
  let node: ParsedNode | null = document.contents;
  let key: ParsedNode | undefined;
  for (const [depth, step] of path.entries()) {
    const missing = nested(path.slice(depth + 1), value);
    if (node === null && key === undefined) return text + block({ [step]: missing }, 0, text);
    if (isNothing(node) && key !== undefined) {
      return fill(text, node, key, { [step]: missing });
    }
    if (!isMap(node)) {
      return isScalar(node) ? replace(text, node, flow({ [step]: missing })) : undefined;
    }
    const map = node;
    const pair = map.items.find((item) => keyOf(item.key) === step);
    if (!pair) return insert(text, map, { [step]: missing }, below);
    [node, key] = [pair.value, pair.key];
  }
  if (node === null || isNothing(node)) return key && fillScalar(text, node, key, value);
  return replace(text, node, value);
}

function nested(path: readonly string[], value: string): Written {
  return path.reduceRight<Written>((inner, step) => ({ [step]: inner }), value);
}

function keyOf(key: ParsedNode): string | undefined {
  return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
}

/** `key:` with nothing after it. */
function isNothing(node: ParsedNode | null): boolean {
  return (
    node === null || (isScalar(node) && node.value === null && node.range[0] === node.range[1])
  );
}

function replace(text: string, node: ParsedNode, value: string): string {
  const [start, end] = node.range;
  // A block scalar (`|`) reaches to the end of its last line.
  const gap = text[end - 1] === "\n" ? "\n" : "";
  return text.slice(0, start) + value + gap + text.slice(end);
}

/** Gives an empty `key:` its map, below it or, inside braces, behind it. */
function fill(text: string, node: ParsedNode | null, key: ParsedNode, value: Written): string {
  const indent = key.range[0] - lineStart(text, key.range[0]);
  if (text.slice(key.range[0] - indent, key.range[0]).trim() !== "") {
    return fillScalar(text, node, key, flow(value));
  }
  const end = lineEnd(text, key.range[1]);
  return text.slice(0, end) + block(value, indent + 2, text.slice(0, end)) + text.slice(end);
}

function fillScalar(text: string, node: ParsedNode | null, key: ParsedNode, value: string): string {
  const colon = text.indexOf(":", key.range[1]);
  const end = node === null ? key.range[1] : colon + 1;
  return `${text.slice(0, end)}${node === null ? ":" : ""} ${value}${text.slice(end)}`;
}

/** Adds an entry to a map: below the one of this key, else at its end. */
function insert(
  text: string,
  map: BlockMap,
  entry: Record<string, Written>,
  below: string | undefined,
): string {
  const last = map.items.find(({ key }) => keyOf(key) === below) ?? map.items.at(-1);
  if (map.flow) {
    const end = last ? (last.value ?? last.key).range[1] : map.range[0] + 1;
    const inside = flow(entry).slice(2, -2);
    const written = last ? `, ${inside}` : ` ${inside} `;
    const rest = last ? text.slice(end) : text.slice(end).trimStart();
    return text.slice(0, end) + written + rest;
  }
  const first = map.items[0]!.key.range[0];
  const end = lineEnd(text, last ? entryEnd(last) : map.range[1]);
  const before = text.slice(0, end);
  return before + block(entry, first - lineStart(text, first), before) + text.slice(end);
}

/** Where a node's last value ends, without the comments and empty lines after it. */
export function lastByte(node: ParsedNode): number {
  if (!isMap(node) || node.flow) return node.range[1];
  const last = node.items.at(-1);
  return last ? entryEnd(last) : node.range[1];
}

function entryEnd({ key, value }: BlockMap["items"][number]): number {
  return value === null ? key.range[1] : lastByte(value);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The beginning of the next line, unless `offset` is at a line's beginning. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** A map over several lines, to stand behind `before`. */
function block(value: Written, indent: number, before: string): string {
  const newline = before.includes("\r\n") ? "\r\n" : "\n";
  const lines = blockLines(value, " ".repeat(indent));
  const gap = before === "" || before.endsWith("\n") ? "" : newline;
  return gap + lines.map((line) => line + newline).join("");
}

function blockLines(value: Written, indent: string): string[] {
  if (typeof value === "string") return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = `${indent}${quoted(key)}:`;
    return typeof inner === "string"
      ? [`${name} ${inner}`]
      : [name, ...blockLines(inner, `${indent}  `)];
  });
}

/** A map in braces. */
function flow(value: Written): string {
  if (typeof value === "string") return value;
  const entries = Object.entries(value).map(([key, inner]) => `${quoted(key)}: ${flow(inner)}`);
  return `{ ${entries.join(", ")} }`;
}

function quoted(key: string): string {
  return /^[A-Za-z_][\w:./-]*$/.test(key) && readPlain(key) === key ? key : JSON.stringify(key);
}

function withValue(tree: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const map = typeof tree === "object" && tree !== null && !Array.isArray(tree) ? tree : {};
  const inner = Object.hasOwn(map, step) ? (map as Record<string, unknown>)[step] : undefined;
  return { ...map, [step]: withValue(inner, rest, value) };
}
