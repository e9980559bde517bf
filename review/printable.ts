/**
 * Text from elsewhere on one line, with control characters shown as escapes: what a server or a
 * file says must not be able to move the cursor or recolour what stands around it.
 */
export function printable(text: string): string {
  return text.replace(
    // eslint's no-control-regex would object to ranges written out; \p{Cc} is the same set.
    /\p{Cc}|\p{Bidi_Control}/gu,
    (character) => {
      if (character === "\n") return "\\n";
      if (character === "\t") return "  ";
      return `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`;
    },
  );
}

/**
 * The same of a value that is compared with another one: what nobody can see, such as a space of no width,
 * is shown too, or two values that differ would look the same.
 */
export function visible(text: string): string {
  return printable(text).replace(
    /[\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
