import type { Check } from "./about.ts";

/** Lengths and bytes of values that pass through to others. Their text is never shown. */

export function atMost(length: number): Check<string> {
  return (value) => {
    const characters = [...value].length;
    if (characters <= length) return undefined;
    return {
      rule: "text.length",
      message: `This text has ${characters} characters.`,
      allowed: `at most ${length}`,
    };
  };
}

/** Whether a text is, or holds, a private key in PEM's form. */
export function isPrivateKey(value: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value);
}

/** What becomes part of a command's line or of a message's. */
export const oneLine: Check<string> = (value) =>
  /[\r\n]/.test(value) || value.trim() === ""
    ? {
        rule: "text.line",
        message: value.trim() === "" ? "This text is empty." : "This text has several lines.",
        allowed: "text on one line",
      }
    : undefined;
