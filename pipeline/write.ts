import { stringify } from "yaml";

/** YAML with comments, laid out to be read: one way to write each value. */

/** A value of the file. Keys without a value are left out. */
export type Value = string | number | boolean | Value[] | Entries;
export interface Entries {
  [key: string]: Value | undefined;
}

/** A key with its value, and above it what a person should know. */
export type Line = [key: string, value: Value | undefined, says?: string];

/** A map that stands at the top of the file, with what is said of it. */
export interface Block {
  key: string;
  says?: string | undefined;
  lines: Line[] | Value;
}

/** Lists whose items stand below each other. */
const tall = ["script", "before_script", "after_script", "rules", "needs", "services"];

const WIDTH = 98;

export function write(head: string, blocks: Block[]): string {
  return [comment(head, ""), ...blocks.map(block)].join("\n");
}

function block({ key, says, lines }: Block): string {
  const above = says === undefined ? "" : comment(says, "");
  if (!isLines(lines)) return above + entry(key, lines, "");
  const body = lines.map(([name, value, says]) => {
    if (value === undefined) return "";
    return (says === undefined ? "" : comment(says, "  ")) + entry(name, value, "  ");
  });
  return `${above}${key}:\n${body.join("")}`;
}

export function isLines(value: Line[] | Value): value is Line[] {
  return Array.isArray(value) && value.every((line) => Array.isArray(line));
}

/** `key: value`, on one line where it is short. */
function entry(key: string, value: Value, indent: string): string {
  const name = scalar(key);
  if (typeof value !== "object") return `${indent}${name}: ${text(value, indent)}\n`;
  const line = `${indent}${name}: ${flow(value)}`;
  const isTall = tall.includes(key) && size(value) > 0;
  if (!isTall && line.length <= WIDTH && !hasMapInside(value)) return `${line}\n`;
  return `${indent}${name}:\n${below(value, `${indent}  `)}`;
}

function below(value: Value[] | Entries, indent: string): string {
  if (!Array.isArray(value)) {
    return Object.entries(value)
      .map(([key, inner]) => (inner === undefined ? "" : entry(key, inner, indent)))
      .join("");
  }
  return value.map((item) => listItem(item, indent)).join("");
}

function listItem(item: Value, indent: string): string {
  if (typeof item !== "object") return `${indent}- ${text(item, indent)}\n`;
  if (Array.isArray(item)) return `${indent}- ${flow(item)}\n`;
  const { says, ...entries } = item as Entries & { says?: string };
  const above = says === undefined ? "" : comment(says, indent);
  const line = `${indent}- ${flow(entries)}`;
  // A rule is read from its condition on; what is needed is a line.
  if (!("if" in entries) && line.length <= WIDTH) return `${above}${line}\n`;
  const lines = below(entries, `${indent}  `);
  return `${above}${indent}- ${lines.slice(indent.length + 2)}`;
}

/** `[a, b]`, `{ a: b }` */
function flow(value: Value): string {
  if (typeof value !== "object") {
    const plain = scalar(value);
    return /^[^"'].*[,[\]{}]/.test(plain) ? JSON.stringify(value) : plain;
  }
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const inside = entries.map(([key, inner]) => `${scalar(key)}: ${flow(inner!)}`);
  return inside.length === 0 ? "{}" : `{ ${inside.join(", ")} }`;
}

/** Several lines as a block, so that a script looks like one. */
function text(value: string | number | boolean, indent: string): string {
  if (typeof value !== "string" || !value.includes("\n")) return scalar(value);
  const lines = value.trimEnd().split("\n");
  const isPlain = lines.every((line) => /^\P{Cc}*$/u.test(line)) && !/^\s/.test(value);
  if (!isPlain) return JSON.stringify(value);
  return `|-\n${lines.map((line) => (line === "" ? "" : `${indent}  ${line}`)).join("\n")}`;
}

/** On one line, in quotes where a reader of YAML 1.1, such as GitLab, would take it for something else. */
function scalar(value: string | number | boolean): string {
  if (typeof value === "string" && /[\n\r\u0085\u2028\u2029]/.test(value))
    return JSON.stringify(value);
  // The line's end alone: a space such as U+3000 is part of the value.
  return stringify(value, { lineWidth: 0, version: "1.1" }).replace(/\n$/, "");
}

function hasMapInside(value: Value[] | Entries): boolean {
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.some((one) => typeof one === "object" && !Array.isArray(one));
}

function size(value: Value[] | Entries): number {
  return Object.keys(value).length;
}

/** A comment, its paragraphs filled. */
export function comment(says: string, indent: string): string {
  const most = WIDTH - indent.length - 2;
  const lines = says.split("\n").flatMap((paragraph) => {
    const filled = [""];
    // What stands in back-ticks stays together.
    for (const word of paragraph.match(/(?:`[^`]*`|\S)+/g) ?? []) {
      const last = filled.at(-1)!;
      if (last !== "" && last.length + 1 + word.length > most) filled.push(word);
      else filled[filled.length - 1] = last === "" ? word : `${last} ${word}`;
    }
    return filled;
  });
  return lines.map((line) => `${indent}# ${line}`.trimEnd() + "\n").join("");
}
