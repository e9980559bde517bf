import { fromGoExpression } from "./goExpression.ts";

/** One cleaned pattern, without its `!`. */
export interface Pattern {
  text: string;
  /** Whether it takes back what earlier ones dropped. */
  exception: boolean;
  matches(path: string): boolean;
}

/**
 * How a pattern is compared. Docker's shortcuts (github.com/moby/patternmatcher, `compile`) are part
 * of its meaning: `**` at the beginning or the end is compared as text.
 */
type Kind = "exact" | "prefix" | "suffix" | "expression";

export function compile(text: string, exception: boolean): Pattern {
  const { kind, expression } = expressionOf(text);
  const compared = {
    exact: () => (path: string) => path === text,
    prefix: () => (path: string) => path.startsWith(text.slice(0, -2)),
    suffix: () => {
      const suffix = text.slice(2);
      return (path: string) =>
        path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
    },
    expression: () => {
      const regular = fromGoExpression(expression);
      return (path: string) => regular.test(path);
    },
  }[kind]();
  return { text, exception, matches: compared };
}

function expressionOf(text: string): { kind: Kind; expression: string } {
  const characters = Array.from(text);
  let kind: Kind = "exact";
  let expression = "^";
  let at = 0;
  for (let step = 0; at < characters.length; step += 1) {
    const character = characters[at++]!;
    if (character === "*" && characters[at] === "*") {
      at += 1;
      if (characters[at] === "/") at += 1;
      if (at < characters.length) {
        expression += "(.*/)?";
        kind = "expression";
      } else if (kind === "exact") {
        kind = "prefix";
      } else {
        expression += ".*";
        kind = "expression";
      }
      if (step === 0) kind = "suffix";
    } else if (character === "*" || character === "?") {
      expression += character === "*" ? "[^/]*" : "[^/]";
      kind = "expression";
    } else if (".+()$".includes(character)) {
      // Docker means to escape `{`, `|` and `}` too, and does not (a byte overflows in `shouldEscape`).
      expression += `\\${character}`;
    } else if (character === "\\") {
      expression += `\\${characters[at++] ?? ""}`;
      kind = "expression";
    } else {
      expression += character;
      if (character === "[" || character === "]") kind = "expression";
    }
  }
  return { kind, expression: `${expression}$` };
}
