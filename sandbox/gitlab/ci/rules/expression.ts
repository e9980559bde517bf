import { RE2JS } from "re2js";

/** What variables have, by their keys. One that isn't there is null. */
export type Lookup = (key: string) => string | undefined;

/** An expression that GitLab does not read, in its words. */
export class ExpressionError extends Error {}

type Evaluate = (lookup: Lookup) => string | RE2JS | boolean | null;

interface Token {
  kind: "(" | ")" | "value" | "==" | "!=" | "=~" | "!~" | "&&" | "||";
  evaluate: Evaluate;
}

const nothing: Evaluate = () => null;

/** GitLab's lexemes, in the order in which they are tried (`Gitlab::Ci::Pipeline::Expression::Lexer`). */
const lexemes: [pattern: RegExp, token: (match: RegExpExecArray) => Token][] = [
  [/[()]/y, ([text]) => ({ kind: text as "(" | ")", evaluate: nothing })],
  [/\$(\w+)/y, ([, key = ""]) => value((lookup) => lookup(key) ?? null)],
  [/"([^"]*?)"|'([^']*?)'/y, ([, double, single = ""]) => value(() => double ?? single)],
  [/\/([^/]|\\\/)+[^\\]\/[ismU]*/y, ([text]) => literal(text)],
  [/null/y, () => value(nothing)],
  [/==|!=|=~|!~|&&|\|\|/y, ([text]) => ({ kind: text as Token["kind"], evaluate: nothing })],
];

const mostTokens = 100;

/**
 * Whether the condition of a rule holds.
 *
 * gitlab-ci-local has an evaluator of its own, which turns an expression into JavaScript's and runs
 * that; a test holds this one against its results. This one stands here because that one can't be
 * imported, and because where they differ GitLab's source is followed: a text of blanks is nothing
 * there, `=~` with something that is no pattern looks for the left in the right, and what JavaScript
 * would take and GitLab doesn't (`===`, `!`, numbers) is an error.
 *
 * @throws ExpressionError
 */
export function holds(expression: string, lookup: Lookup): boolean {
  return isPresent(parse(expression)(lookup));
}

/** What an expression says, read once. @throws ExpressionError */
export function parse(expression: string): Evaluate {
  const tokens = tokenize(expression);
  let at = 0;

  // `&&` binds closer than `||`, and comparisons closer than both.
  const or = (): Evaluate => {
    let left = and();
    while (tokens[at]?.kind === "||") left = either(left, (at++, and()));
    return left;
  };
  const and = (): Evaluate => {
    let left = comparison();
    while (tokens[at]?.kind === "&&") left = both(left, (at++, comparison()));
    return left;
  };
  const comparison = (): Evaluate => {
    let left = operand();
    for (;;) {
      const kind = tokens[at]?.kind;
      if (kind !== "==" && kind !== "!=" && kind !== "=~" && kind !== "!~") return left;
      at++;
      left = compared(kind, left, operand());
    }
  };
  const operand = (): Evaluate => {
    const token = tokens[at++];
    if (token?.kind === "value") return token.evaluate;
    if (token?.kind !== "(") throw new ExpressionError("Invalid expression syntax");
    const inner = or();
    if (tokens[at++]?.kind !== ")") throw new ExpressionError("Invalid expression syntax");
    return inner;
  };

  const whole = or();
  if (at < tokens.length) throw new ExpressionError("Unreachable nodes in parse tree");
  return whole;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += /^\s*/.exec(expression.slice(at))?.[0].length ?? 0;
    if (at >= expression.length) return tokens;
    if (tokens.length >= mostTokens) throw new ExpressionError("Too many tokens!");
    const before = at;
    for (const [pattern, token] of lexemes) {
      pattern.lastIndex = at;
      const match = pattern.exec(expression);
      if (!match) continue;
      tokens.push(token(match));
      at += match[0].length;
      break;
    }
    if (at === before) throw new ExpressionError("Unknown lexeme found!");
  }
}

function value(evaluate: Evaluate): Token {
  return { kind: "value", evaluate };
}

function literal(text: string): Token {
  const pattern = compiled(text);
  if (!pattern) throw new ExpressionError("Invalid regular expression!");
  return value(() => pattern);
}

/** `/pattern/flags` in RE2's syntax, in which GitLab matches, or undefined if it is none. */
function compiled(text: string): RE2JS | undefined {
  const [, body, flags = ""] = /^\/(.+)\/([ismU]*)$/s.exec(text) ?? [];
  if (body === undefined) return undefined;
  try {
    return RE2JS.compile((flags && `(?${flags})`) + body.replaceAll("\\/", "/"));
  } catch {
    return undefined;
  }
}

function either(left: Evaluate, right: Evaluate): Evaluate {
  return (lookup) => isPresent(left(lookup)) || isPresent(right(lookup));
}

function both(left: Evaluate, right: Evaluate): Evaluate {
  return (lookup) => isPresent(left(lookup)) && isPresent(right(lookup));
}

function compared(kind: "==" | "!=" | "=~" | "!~", left: Evaluate, right: Evaluate): Evaluate {
  if (kind === "==") return (lookup) => left(lookup) === right(lookup);
  if (kind === "!=") return (lookup) => left(lookup) !== right(lookup);
  const matches: Evaluate = (lookup) => {
    const pattern = right(lookup);
    const text = left(lookup);
    return isPresent(pattern) && found(typeof text === "string" ? text : "", pattern);
  };
  return kind === "=~" ? matches : (lookup) => !matches(lookup);
}

/** A variable may hold a pattern; what is none is searched itself, as Ruby's `String#scan` does. */
function found(text: string, pattern: unknown): boolean {
  const expression = typeof pattern === "string" ? compiled(pattern) : pattern;
  if (expression instanceof RE2JS) return expression.matcher(text).find();
  return typeof pattern === "string" && pattern.includes(text);
}

/** Ruby on Rails' `present?`: blanks are nothing. */
function isPresent(value: unknown): boolean {
  return typeof value === "string" ? value.trim() !== "" : value !== null && value !== false;
}
