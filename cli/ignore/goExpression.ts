/** What a pattern means to Docker that can't be said here in the same way. */
export class Untranslatable extends Error {}

const syntax = /[\^$\\.*+?()[\]{}|/-]/;

/**
 * A regular expression of Go's (RE2), as far as ignore patterns are turned into one, in JavaScript's
 * terms. A `]` that closes nothing is a character to both, and one at the beginning of a class too.
 *
 * @throws Untranslatable for letters and digits behind a backslash, which are classes and anchors to
 * Go, and for named classes.
 */
export function fromGoExpression(expression: string): RegExp {
  const characters = Array.from(expression);
  let at = 0;
  let source = "";
  const literal = (character: string) => (syntax.test(character) ? `\\${character}` : character);
  const escaped = (): string => {
    const character = characters[at++] ?? "";
    if (character === "" || /[\p{L}\p{N}]/u.test(character)) {
      throw new Untranslatable(`\`\\${character}\``);
    }
    return literal(character);
  };
  while (at < characters.length) {
    const character = characters[at++]!;
    if (character === "\\") source += escaped();
    else if (character === "[") source += classFrom();
    else if (character === "]") source += "\\]";
    else if (character === "{" || character === "}") source += brace(character);
    // Go's `.` is anything but a newline; JavaScript's leaves out three more.
    else if (character === ".") source += "[^\\n]";
    else source += character;
  }
  try {
    return new RegExp(source, "u");
  } catch {
    throw new Untranslatable("a range or repetition");
  }

  /** One that begins no repetition is a character to Go, and an error here. */
  function brace(character: string): string {
    const rest = characters.slice(at).join("");
    if (character === "{" && /^\d+(,\d*)?\}/.test(rest)) throw new Untranslatable("a repetition");
    return `\\${character}`;
  }

  function classFrom(): string {
    let text = "[";
    if (characters[at] === "^") text += characters[at++];
    for (let first = true; first || characters[at] !== "]"; first = false) {
      const character = characters[at++];
      if (character === undefined) throw new Untranslatable("a class without an end");
      if (character === "[" && characters[at] === ":") throw new Untranslatable("`[:`");
      if (character === "\\") text += escaped();
      else text += character === "-" ? "-" : literal(character);
    }
    at += 1;
    return `${text}]`;
  }
}
