import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { Document, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { pathText } from "../problem.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { breakageOf } from "./breakage.ts";
import { readPlain } from "./scalar.ts";
import { syntax } from "./syntax.ts";

/** A YAML file as plain values, and where each of them stands. */
export interface Yaml {
  file: string;
  /** The content; undefined when the file cannot be read as YAML. Traps are `Unquoted`. */
  value: unknown;
  /** What is wrong with it as YAML. */
  problems: Problem[];
  /** A complaint about the value (or the key) at a path; about the nearest map, if nothing is there. */
  problem(path: Path, complaint: Complaint, where?: "key" | "value"): Problem;
  /** Whether something stands there. */
  has(path: Path): boolean;
  /** The line, from 1, of the key at a path; of the nearest map's, if nothing is there. */
  line(path: Path): number;
}

interface Place {
  key: number;
  value: number;
}

const read = new WeakMap<object, Yaml>();

/** Reads a file that was found, once. */
export function yamlOf(file: { path: string; text: string }): Yaml {
  const before = read.get(file);
  if (before) return before;
  const yaml = readYaml(file.path, file.text);
  read.set(file, yaml);
  return yaml;
}

/** Reads one file. Anchors, aliases and merges (`<<`) are resolved, as Pulumi and Compose do. */
export function readYaml(file: string, text: string): Yaml {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: true });
  const lines = lineStarts(text);
  const places = new Map<string, Place>();
  const problems: Problem[] = [];

  const at = (offset: number) => {
    let line = lines.findIndex((start) => start > offset);
    if (line < 0) line = lines.length;
    return { line, column: offset - lines[line - 1]! + 1 };
  };
  const placeOf = (path: Path) => {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(JSON.stringify(path.slice(0, length)));
      if (place) return { place, exact: length === path.length };
    }
    return { place: { key: 0, value: 0 }, exact: false };
  };
  const yaml: Yaml = {
    file,
    value: undefined,
    problems,
    has: (path) => places.has(JSON.stringify(path)),
    line: (path) => at(placeOf(path).place.key).line,
    problem(path, complaint, where = "value") {
      const { place, exact } = placeOf(path);
      const offset = exact ? place[where] : place.key;
      // Every setting stands under `config`, which says nothing.
      const shown = path[0] === "config" && path.length > 1 ? path.slice(1) : path;
      return { ...complaint, file, path: pathText(shown), ...at(offset) };
    },
  };

  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    const { offset, complaint } = breakageOf(text, broken);
    problems.push({ ...complaint, file, path: "", ...at(offset) });
  } else yaml.value = new Reader(document, places, yaml).read();
  return yaml;
}

/** What nobody writes by hand, and what takes too long to read. */
const mostAliases = 1_000;
const mostFromAliases = 100_000;

class TooManyFromAliases extends Error {}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    starts.push(end + 1);
  }
  return starts;
}

/** Walks the document once: values out, places noted. */
class Reader {
  #document: Document.Parsed;
  #places: Map<string, Place>;
  #yaml: Yaml;
  /** The alias by which the node that is being read was come to, and how many were come to so. */
  #alias: ParsedNode | undefined;
  #fromAliases = 0;
  readonly #targets = new Map<object, ParsedNode>();

  constructor(document: Document.Parsed, places: Map<string, Place>, yaml: Yaml) {
    this.#document = document;
    this.#places = places;
    this.#yaml = yaml;
  }

  read(): unknown {
    const { contents } = this.#document;
    if (contents === null) return null;
    this.#places.set("[]", { key: contents.range[0], value: contents.range[0] });
    if (this.#hasBadAlias()) return undefined;
    try {
      return this.#node(contents, []);
    } catch (error) {
      if (!(error instanceof TooManyFromAliases)) throw error;
      return undefined;
    }
  }

  #complainOfAliases(node: ParsedNode): void {
    this.#complain([], node, {
      rule: "yaml.alias",
      message: "The aliases of this file stand for more values than anybody would write.",
      allowed: "at most 1,000 aliases, for 100,000 values",
      fix: "write the values out.",
    });
  }

  /**
   * An alias too many, of nothing, or inside the node it stands for, which would be read for ever. What
   * each of the others stands for is noted: the last node above it that has its anchor.
   */
  #hasBadAlias(): boolean {
    const before = this.#yaml.problems.length;
    const anchors = new Map<string, ParsedNode>();
    let count = 0;
    visit(this.#document, {
      Node: (_, node, ancestors) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) anchors.set(node.anchor, node as ParsedNode);
          return undefined;
        }
        if (++count > mostAliases) {
          this.#complainOfAliases(node as ParsedNode);
          return visit.BREAK;
        }
        const target = anchors.get(node.source);
        if (target === undefined) {
          this.#complain([], node as ParsedNode, syntax("BAD_ALIAS"));
        } else if (ancestors.some((ancestor) => ancestor === target)) {
          this.#complain([], node as ParsedNode, {
            rule: "yaml.alias",
            message: "This alias stands inside what it stands for.",
            fix: "write the values out.",
          });
        } else this.#targets.set(node, target);
        return undefined;
      },
    });
    return this.#yaml.problems.length > before;
  }

  #node(node: ParsedNode | null, path: Path): unknown {
    const target = isAlias(node) ? this.#targets.get(node) : node;
    if (!target) return null;
    const outer = this.#alias;
    if (isAlias(node)) this.#alias ??= node as ParsedNode;
    const value = this.#content(target, path);
    this.#alias = outer;
    return value;
  }

  #content(node: ParsedNode, path: Path): unknown {
    if (this.#alias && ++this.#fromAliases > mostFromAliases) {
      this.#complainOfAliases(this.#alias);
      throw new TooManyFromAliases();
    }
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return this.#list(node, path);
    return isScalar(node) ? scalar(node) : null;
  }

  #list(list: YAMLSeq<ParsedNode>, path: Path): unknown[] {
    return list.items.map((item, index) => {
      const here = [...path, index];
      this.#note(here, item, item);
      return this.#node(item, here);
    });
  }

  #map(map: YAMLMap<ParsedNode, ParsedNode | null>, path: Path): Record<string, unknown> {
    const values = new Map<string, unknown>();
    const merged: Pair<ParsedNode, ParsedNode | null>[] = [];
    for (const pair of map.items) {
      const key = this.#key(pair.key, path);
      if (key === undefined) continue;
      const here = [...path, key];
      if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") {
        merged.push(pair);
      } else if (values.has(key)) {
        this.#complain(here, pair.key, {
          rule: "yaml.duplicate-key",
          message: `\`${key}\` stands twice in this map.`,
          fix: "keep one of the two.",
        });
      } else {
        this.#note(here, pair.key, pair.value ?? pair.key);
        values.set(key, this.#node(pair.value, here));
      }
    }
    for (const pair of merged) this.#merge(pair.value, path, values);
    return Object.fromEntries(values);
  }

  /** `<<`: what the map does not say itself comes from the named map, or from each of a list. */
  #merge(node: ParsedNode | null, path: Path, values: Map<string, unknown>): void {
    const target = isAlias(node) ? this.#targets.get(node) : node;
    if (isSeq(target)) {
      for (const item of target.items) this.#merge(item, path, values);
    }
    if (!isMap(target)) return;
    for (const pair of (target as YAMLMap<ParsedNode, ParsedNode | null>).items) {
      const key = this.#key(pair.key, path);
      if (key === undefined || key === "<<" || values.has(key)) continue;
      const here = [...path, key];
      this.#note(here, pair.key, pair.value ?? pair.key);
      values.set(key, this.#node(pair.value, here));
    }
  }

  #key(node: ParsedNode, path: Path): string | undefined {
    const key = isScalar(node) ? (node.source ?? String(node.value)) : undefined;
    if (key !== undefined && !isCollection(node) && key !== "__proto__") return key;
    this.#complain(path, node, {
      rule: "yaml.key",
      message: "A key must be text.",
      fix: 'write a name, in "…" if it needs quotes.',
    });
    return undefined;
  }

  #note(path: Path, key: ParsedNode, value: ParsedNode): void {
    const place = { key: key.range[0], value: value.range[0] };
    this.#places.set(JSON.stringify(path), place);
  }

  #complain(path: Path, node: ParsedNode, complaint: Complaint): void {
    const name = JSON.stringify(path);
    const before = this.#places.get(name);
    this.#note(path, node, node);
    this.#yaml.problems.push(this.#yaml.problem(path, complaint));
    if (before) this.#places.set(name, before);
    else this.#places.delete(name);
  }
}

function scalar(node: Scalar.Parsed): unknown {
  if (node.type !== "PLAIN" || node.tag !== undefined) return node.value;
  const { value, source } = node;
  // A plain text over several lines is folded in `value`, and is nothing but text.
  return typeof value === "string" && source.includes("\n") ? value : readPlain(source);
}
