import type { Problem } from "../settings/index.ts";
import type { Difference } from "./difference.ts";
import { visible } from "./printable.ts";
import { sections, summary, type Item, type Section } from "./sections.ts";
import type { Words } from "./words.ts";

/** A note's longest text on GitLab, in characters (app/models/concerns/issuable.rb, notes likewise). */
export const longest = 1_000_000;

/** Room for what comes when the rest is left out, and for a marker that whoever posts it adds. */
const spare = 1_000;

/**
 * A difference as one note of a merge request. Whatever somebody else has written stands in code, where
 * GitLab looks for no mention, link, quick action or HTML. What is too long is cut at its end, and says so.
 *
 * @param most its most characters
 */
export function markdown(difference: Difference, most = longest): string {
  const blocks = [
    ...problemBlocks(difference),
    ...sections(difference).map((section) => block(section)),
  ];
  const head = ["### What this changes", "", summary(difference)].join("\n");
  let text = head;
  let left = 0;
  for (const { open, lines, close } of blocks) {
    const fits: string[] = [];
    let size = text.length + open.length + close.length + 4;
    for (const line of lines) {
      if (left > 0 || size + line.length + 1 > most - spare) left++;
      else {
        fits.push(line);
        size += line.length + 1;
      }
    }
    if (fits.length > 0) text += `\n\n${[open, ...fits].join("\n")}${close}`;
  }
  const end =
    left === 0 ? "" : `\n\n${left} more lines do not fit here: \`npx slipway diff\` shows them.`;
  return `${text}${end}\n`;
}

interface Block {
  open: string;
  lines: string[];
  close: string;
}

function block({ title, stack, numbers, items }: Section): Block {
  const lines = items.map(line);
  if (stack === undefined) return { open: `#### ${title}\n`, lines, close: "" };
  const count = items.length === 1 ? "1 change" : `${items.length} changes`;
  const open = `<details><summary>${htmlCode(title)}: ${numbers ?? count}</summary>\n`;
  return { open, lines, close: "\n\n</details>" };
}

function line({ kind, direction, said, notes, place }: Item): string {
  const sign = direction === "weaker" ? "**weaker**" : (direction ?? kind);
  const where = place === undefined ? "" : ` (${code(place)})`;
  const more = notes.length === 0 ? "" : `. ${notes.map(written).join(" ")}`;
  return `- ${sign}: ${written(said)}${where}${more}`;
}

function problemBlocks({ problems, warnings, notCompared }: Difference): Block[] {
  const told = (title: string, lines: string[]): Block[] =>
    lines.length === 0 ? [] : [{ open: `#### ${title}\n`, lines, close: "" }];
  const sides = { from: "before", to: "now" };
  return [
    ...told("What cannot be done", problems.map(problemLine)),
    ...told("Warnings that are new", warnings.map(problemLine)),
    ...told(
      "What could not be compared",
      notCompared.map(
        ({ file, side, asWritten }) =>
          `- ${code(file)}, as it is ${sides[side]}${asWritten ? ": compared as it is written, without what comes of it on servers" : ""}`,
      ),
    ),
  ];
}

function problemLine({ file, line, message, fix }: Problem): string {
  return `- ${code(`${file}:${line}`)} ${code(message)}${fix === undefined ? "" : ` Fix: ${code(fix)}`}`;
}

function written(said: Words): string {
  return said.map((part) => (typeof part === "string" ? part : code(part.quoted))).join("");
}

/**
 * A code span: its fence is longer than any run of back-ticks inside (CommonMark 0.31, 6.1), and it is on
 * one line, so that nothing in it begins one.
 */
export function code(text: string): string {
  const shown = text === "" ? '""' : visible(text);
  const runs = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const gap = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** Inside of HTML, where Markdown is not read. */
function htmlCode(text: string): string {
  const escaped = visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  return `<code>${escaped}</code>`;
}
