import { styleText } from "node:util";
import { printable } from "../../review/printable.ts";

export { printable };

/** Where text goes: what it can show. */
export interface Surface {
  colour: boolean;
  /** Columns of a terminal; undefined in a pipe or a file, where lines are as long as they are. */
  columns?: number | undefined;
}

/** How a cell looks where there is colour. */
export type Style = "good" | "bad" | "warn" | "dim" | "bold";

const styles = {
  good: "green",
  bad: "red",
  warn: "yellow",
  dim: "dim",
  bold: "bold",
} as const;

export interface StyledCell {
  text: string;
  style: Style;
}

export type Cell = string | StyledCell;

/**
 * Colour is for terminals. NO_COLOR (https://no-color.org) turns it off and FORCE_COLOR turns it
 * on; NO_COLOR wins.
 */
export function surfaceOf(
  stream: { isTTY?: boolean; columns?: number },
  environment: NodeJS.ProcessEnv = process.env,
): Surface {
  const terminal = stream.isTTY === true;
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== "0";
  const colour = !environment.NO_COLOR && (forced || (terminal && environment.TERM !== "dumb"));
  return { colour, columns: terminal ? stream.columns : undefined };
}

export function paint(text: string, style: Style, surface: Surface): string {
  return surface.colour ? styleText(styles[style], text, { validateStream: false }) : text;
}

/**
 * Rows under a header, in columns. Where a terminal is too narrow for the columns, each row becomes
 * a block of `name: value` lines, since wrapped columns can't be read.
 */
export function table(header: string[], rows: Cell[][], surface: Surface): string {
  const texts = rows.map((row) => row.map((cell) => printable(textOf(cell))));
  const widths = header.map((title, column) =>
    Math.max(width(title), ...texts.map((row) => width(row[column] ?? ""))),
  );
  const total = widths.reduce((sum, columnWidth) => sum + columnWidth + 2, -2);
  if (surface.columns !== undefined && total > surface.columns) {
    return blocks(header, rows, surface);
  }
  const line = (cells: Cell[]) => {
    const padded = cells.map((cell, column) => {
      const text = printable(textOf(cell));
      const gap = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(text)));
      return cells.length - 1 === column ? styled(cell, surface) : styled(cell, surface) + gap;
    });
    return padded.join("  ").trimEnd();
  };
  const titles = header.map((text): Cell => ({ text, style: "bold" }));
  return [titles, ...rows].map(line).join("\n");
}

function blocks(header: string[], rows: Cell[][], surface: Surface): string {
  const longest = Math.max(...header.map(width));
  return rows
    .map((row) =>
      header
        .map((title, column) => ({ title, cell: row[column] ?? "" }))
        .filter(({ cell }) => textOf(cell) !== "")
        .map(({ title, cell }) => {
          const label = paint(`${title}:`.padEnd(longest + 1), "bold", surface);
          return `${label} ${styled(cell, surface)}`;
        })
        .join("\n"),
    )
    .join("\n\n");
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}

function styled(cell: Cell, surface: Surface): string {
  const text = printable(textOf(cell));
  return typeof cell === "string" ? text : paint(text, cell.style, surface);
}

function width(text: string): number {
  return Array.from(text).length;
}

/** A result, on standard output. */
export function print(text: string): void {
  process.stdout.write(text + "\n");
}

/** Result for a machine: indented JSON, on standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** Progress and advice, on standard error, so that they don't mix with a result in a pipe. */
export function say(text: string): void {
  process.stderr.write(text + "\n");
}

/** `2026-11-22T14:03:05.123Z` → `2026-11-22 14:03 UTC`; what is no date stays as it is. */
export function moment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `registry.example.com/acme/shop@sha256:0123456789abcdef…` → `0123456789ab`. */
export function shortDigest(image: string): string {
  const digest = /sha256:([0-9a-f]{12})/.exec(image);
  return digest?.[1] ?? image;
}
