import type { Complaint } from "../problem.ts";
import { syntax } from "./syntax.ts";

/** What the parser says of a file that is no YAML. */
export interface ParseError {
  code: string;
  pos: [start: number, end: number];
}

/** Where a file is broken, and by what. */
export interface Breakage {
  offset: number;
  complaint: Complaint;
}

/**
 * The one cause of a file's being no YAML. The parser stumbles where it can go on no longer, often
 * lines behind the slip, and then over what comes of it: those follow-ups would hide the cause.
 */
export function breakageOf(text: string, errors: readonly ParseError[]): Breakage {
  const first = [...errors].sort((a, b) => a.pos[0] - b.pos[0])[0]!;
  const until = endOfLine(text, first.pos[0]);
  return (
    conflict(text) ??
    openQuote(text, until) ??
    missingSpace(text, first) ??
    openBracket(text, first) ??
    deeper(text, first) ?? { offset: first.pos[0], complaint: syntax(first.code) }
  );
}

/** Git's marks around two versions of some lines. */
function conflict(text: string): Breakage | undefined {
  const mark = /^(<{7}|\|{7}|>{7})( |$)|^={7}$/m.exec(text);
  return mark ? { offset: mark.index, complaint: syntax("CONFLICT") } : undefined;
}

/** A quote that closes on no line, or where another one was meant to open. */
function openQuote(text: string, until: number): Breakage | undefined {
  const opening = /(?:^|[:,[{-])[ \t]*(?:["'])/gm;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const offset = found.index + found[0].length - 1;
    if (offset >= until) return undefined;
    const closed = text[offset] === '"' ? /"(?:[^"\\]|\\[^])*"/y : /'(?:[^']|'')*'/y;
    closed.lastIndex = offset;
    const quoted = closed.exec(text)?.[0];
    const end = offset + (quoted?.length ?? 0);
    const rest = text.slice(end, endOfLine(text, end));
    const isWhole = /^\s*([,\]}:].*|#.*)?$/.test(rest);
    if (quoted === undefined || (quoted.includes("\n") && !isWhole)) {
      return { offset, complaint: syntax("OPEN_QUOTE") };
    }
    opening.lastIndex = end;
  }
  return undefined;
}

/** `KEY:value`, which is text and no entry of a map. */
function missingSpace(text: string, { pos }: ParseError): Breakage | undefined {
  const start = startOfLine(text, pos[0]);
  const line = text.slice(start, endOfLine(text, start));
  const key = keyWithoutSpace(line.trim());
  if (key === undefined) return undefined;
  const offset = start + line.indexOf(key);
  return { offset, complaint: missingSpaceAfter(key) };
}

/** The key in `KEY:value`, where no space tells the two apart. */
export function keyWithoutSpace(text: string): string | undefined {
  if (/:(\s|$)/.test(text)) return undefined;
  return /^((?:(?:slipway|gitlab):)?[A-Za-z_][\w.-]*):[^\s/]/.exec(text)?.[1];
}

export function missingSpaceAfter(key: string): Complaint {
  return {
    rule: "yaml.syntax",
    message: `There is no space between \`${key}:\` and its value, so this is text.`,
    fix: `write a space behind \`${key}:\`.`,
  };
}

/** A bracket or brace above the error that is still open there. */
function openBracket(text: string, { code, pos }: ParseError): Breakage | undefined {
  if (code !== "MISSING_CHAR" && code !== "BAD_INDENT") return undefined;
  // What stands in quotes and comments opens nothing.
  const bare = text
    .slice(0, pos[0])
    .replaceAll(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(^|\s)#.*/g, (quoted) => " ".repeat(quoted.length));
  const open: number[] = [];
  for (const found of bare.matchAll(/(?<=(?:^|[:,[{-])[ \t]*)[[{]|[\]}]/gm)) {
    if (found[0] === "[" || found[0] === "{") open.push(found.index);
    else open.pop();
  }
  const offset = open[0];
  return offset === undefined ? undefined : { offset, complaint: syntax("OPEN_BRACKET") };
}

/** A line below a key that has its value already, and deeper than it. */
function deeper(text: string, { code, pos }: ParseError): Breakage | undefined {
  if (code !== "BLOCK_AS_IMPLICIT_KEY" && code !== "MULTILINE_IMPLICIT_KEY") return undefined;
  const start = startOfLine(text, pos[0]);
  const next = endOfLine(text, start) + 1;
  const [indent, below] = [start, next].map((at) => /^ */.exec(text.slice(at))![0].length);
  const isKey = /^ *[^\s#-][^:\n]*:(\s|$)/.test(text.slice(next));
  if (!isKey || below! <= indent!) return undefined;
  return { offset: next + below!, complaint: syntax("BAD_INDENT") };
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
