import type { Rule } from "../configuration/types.ts";
import { matchesAny } from "../globs.ts";
import { expand } from "../variables/expand.ts";
import { holds, type Lookup } from "./expression.ts";

/** What rules are held against. */
export interface RuleContext {
  value: Lookup;
  /**
   * The paths that differ from another commit, or that the push changed; undefined where there is no
   * push to look at, which counts as a change of everything.
   *
   * @throws RuleError for a ref that isn't there
   */
  changed(compareTo?: string): string[] | undefined;
  /** Every file of the commit. */
  files(): string[];
}

/** A rule that can't be held against anything, in GitLab's words. */
export class RuleError extends Error {}

/**
 * The first of the rules that holds; undefined if none does, and then what they are of stays out.
 *
 * @throws RuleError
 */
export function firstThatHolds(rules: readonly Rule[], context: RuleContext): Rule | undefined {
  return rules.find(
    (rule) =>
      (rule.if === undefined || holds(rule.if, context.value)) &&
      exists(rule, context) &&
      changed(rule, context),
  );
}

/** `changes` looks at the last push, or compares with another ref. */
function changed({ changes }: Rule, context: RuleContext): boolean {
  if (changes === undefined) return true;
  const { paths, compare_to: compareTo } = Array.isArray(changes) ? { paths: changes } : changes;
  const known = (text: string) => expand(text, context.value, true);
  const found = context.changed(compareTo === undefined ? undefined : known(compareTo));
  if (found === undefined) return true;
  const patterns = paths.map(known);
  return found.some((path) => matchesAny(path, patterns));
}

function exists({ exists: wanted }: Rule, context: RuleContext): boolean {
  if (wanted === undefined) return true;
  const paths = Array.isArray(wanted) ? wanted : wanted.paths;
  const patterns = paths.map((path) => expand(path, context.value, true));
  return context.files().some((path) => matchesAny(path, patterns));
}
