import { mostBytes, sourceFile, type SourceFile } from "../../settings/index.ts";

/** The most that all files of a state may have: a branch may name one file a thousand times. */
const mostInAll = 32 * 1024 * 1024;

/** What may still be read of a state that anybody may have written, file by file. */
export class Allowance {
  #left = mostInAll;

  /** Whether a file of this size is read; it is counted then. */
  takes(bytes: number): boolean {
    if (bytes > mostBytes || bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

export function notRead(
  path: string,
  why: "too large" | "link" | "missing" | "unreadable",
): SourceFile {
  return { path, text: undefined, why };
}

/** Files of two states: what both have is one object, and is parsed once. */
export class Shared {
  readonly #files = new Map<string, SourceFile>();

  file(path: string, bytes: Uint8Array): SourceFile {
    const file = sourceFile(path, bytes);
    if (file.text === undefined) return file;
    const key = `${path}\0${file.text}`;
    const before = this.#files.get(key);
    if (!before) this.#files.set(key, file);
    return before ?? file;
  }
}
