import type { ReadStream } from "node:tty";
import { UserError } from "./exit.ts";

export interface Received {
  value: string;
  /** Whether one newline was taken off its end. */
  newlineRemoved: boolean;
}

/**
 * A secret from standard input: typed without an echo on a terminal, else every byte of a pipe or
 * file. Tools that print a secret end it with a newline that does not belong to it; one is taken off.
 *
 * @throws UserError for nothing at all, and for bytes that are not UTF-8.
 */
export async function receiveSecret(
  question: string,
  { keepNewline }: { keepNewline: boolean },
): Promise<Received> {
  if (process.stdin.isTTY) {
    return { value: await ask(question, process.stdin), newlineRemoved: false };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return received(Buffer.concat(chunks), keepNewline);
}

export function received(bytes: Uint8Array, keepNewline: boolean): Received {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(
      "What came in on standard input is not UTF-8 text. Encode it first, for example with base64, and let the app decode it.",
    );
  }
  const value = keepNewline ? text : text.replace(/\r?\n$/, "");
  if (value === "") {
    throw new UserError("Nothing came in on standard input. A secret can't be empty.");
  }
  return { value, newlineRemoved: value !== text };
}

/** Asks on standard error and reads one line, showing none of it. */
function ask(question: string, terminal: ReadStream): Promise<string> {
  process.stderr.write(question);
  terminal.setRawMode(true);
  return new Promise<string>((resolve, reject) => {
    let line = "";
    const finish = (settle: () => void) => {
      terminal.off("data", onData);
      terminal.setRawMode(false);
      terminal.pause();
      process.stderr.write("\n");
      settle();
    };
    const onData = (chunk: Buffer) => {
      const result = type(line, chunk.toString("utf8"));
      line = result.line;
      if (result.end === "line") finish(() => resolve(line));
      else if (result.end) finish(() => reject(refusals[result.end as keyof typeof refusals]()));
    };
    terminal.on("data", onData);
    terminal.resume();
  });
}

const refusals = {
  cancelled: () => new UserError("Cancelled; nothing was changed.", 130),
  empty: () => new UserError("Nothing was typed. A secret can't be empty."),
  lines: () =>
    new UserError("Several lines were pasted. Pipe a value of several lines in: … < file"),
};

type End = "line" | keyof typeof refusals;

/** What a line becomes when this is typed or pasted. In raw mode the terminal edits nothing itself. */
export function type(line: string, text: string): { line: string; end?: End } {
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    if (character === "\x03") return { line: "", end: "cancelled" };
    if (character === "\r" || character === "\n" || character === "\x04") {
      const more = characters.slice(index + 1).some((other) => other !== "\n" && other !== "\r");
      if (more) return { line: "", end: "lines" };
      return line === "" ? { line, end: "empty" } : { line, end: "line" };
    }
    if (character === "\x7f" || character === "\b") line = Array.from(line).slice(0, -1).join("");
    else if (character === "\x15") line = "";
    else line += character;
  }
  return { line };
}
