import type { Check } from "./parts.ts";

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

/** Linux passes a variable on in at most 131,072 bytes, its name, `=` and last NUL included. */
const LONGEST = 130_000;

/** A value of `.env`, plain or secret. */
export const envValue: Check<string> = (value) => {
  const allowed = "text without NUL, at most 130,000 bytes";
  if (value.includes("\0")) {
    return {
      rule: "env.value",
      message: "This value has a NUL in it, which no program can be given.",
      allowed,
    };
  }
  if (/\p{Surrogate}/u.test(value)) {
    return {
      rule: "env.value",
      message: "This value has half a character in it (a lone surrogate).",
      allowed,
    };
  }
  const bytes = Buffer.byteLength(value);
  if (bytes <= LONGEST) return undefined;
  return {
    rule: "env.value",
    message: `This value has ${bytes} bytes, more than Linux passes on.`,
    allowed,
  };
};

/** Whether a text is, or holds, a private key in PEM's form. */
export function isPrivateKey(value: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value);
}

/** `env` is shown in previews, so it is no place for a key. */
export const noPrivateKey: Check<string> = (value) =>
  isPrivateKey(value)
    ? {
        rule: "env.private-key",
        message: "A private key stands where values are shown in clear.",
        fix: "make it a secret (`npx slipway secret set`), and replace the key: this one may have been seen.",
      }
    : undefined;
