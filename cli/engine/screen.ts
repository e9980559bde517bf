import { stripVTControlCharacters } from "node:util";

/**
 * The engine's display without its errors and warnings. It shows each of them in the row of its
 * resource, again when that row is final, and again under "Diagnostics"; as events they come once,
 * and are told in Slipway's words (`words.ts`).
 */
export class Screen {
  #rest = "";
  #inDiagnostics = false;
  #hasBegun = false;

  /** What of the engine's next output is to be shown. */
  show(chunk: string): string {
    const end = chunk.indexOf("\n") + 1;
    if (this.#hasBegun && end === 0) return chunk;
    const begun = this.#hasBegun ? chunk.slice(0, end) : "";
    const lines = (this.#rest + chunk.slice(begun.length)).split("\n");
    this.#rest = lines.pop() ?? "";
    // `@ updating....`: dots that come one by one, to show that something goes on.
    this.#hasBegun = stripVTControlCharacters(this.#rest).startsWith("@");
    const shown = begun + lines.map((line) => this.#line(line)).join("");
    return this.#hasBegun ? shown + this.end() : shown;
  }

  /** What was held back, since its line had no end. */
  end(): string {
    const rest = this.#rest;
    this.#rest = "";
    return rest;
  }

  #line(line: string): string {
    const plain = stripVTControlCharacters(line).trimEnd();
    if (plain === "Diagnostics:") this.#inDiagnostics = true;
    else if (plain !== "" && !plain.startsWith(" ")) this.#inDiagnostics = false;
    if (this.#inDiagnostics) return "";
    if (!isRow(plain) || !message.test(line)) return `${line}\n`;
    // The row of a step that goes on comes again; a final one has stars around how it ended.
    return plain.includes("**") ? `${line.replace(message, reset)}\n` : "";
  }
}

/** What a row ends with, and the separators and colours before it. */
const message = /(?:\p{Cc}\[[\d;]*m|[\s;,])*(?:error|warning): .*/u;

/** A colour that is cut off with the rest of its line must not run on. */
function reset(cut: string): string {
  return stripVTControlCharacters(cut) === cut ? "" : "\u001b[0m";
}

/** ` +  gitlab:index:Branch shop-main creating (0s)`: a mark, a type, a name. */
function isRow(line: string): boolean {
  return /^[ +\-~><=@!]{4}\S+:\S+:\S+ \S+ /.test(line);
}
