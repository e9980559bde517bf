import type { Rule } from "../check/rules.ts";
import type { Check } from "./about.ts";
import { must } from "./names.ts";

/**
 * A path in the app's repository, from its root. It is written into the pipeline's file, so it has no
 * character that a shell or GitLab's variables would take for more.
 *
 * @param wild what may stand in it besides: `*?` where it is a pattern
 */
export function repositoryPath(rule: Rule, what: string, wild = ""): Check<string> {
  const plain = new RegExp(`^[A-Za-z0-9._@+/ ${wild.replaceAll(/[\]\\^-]/g, "\\$&")}-]+$`);
  return (path) => {
    const parts = path.split("/");
    const inside = !path.startsWith("/") && !path.startsWith("-") && !parts.includes("..");
    if (plain.test(path) && inside && path.trim() === path) return undefined;
    const also = wild === "" ? "" : ` and ${[...wild].map((one) => `\`${one}\``).join(", ")}`;
    const allowed = `a path from the repository's root, without \`..\`: letters, digits, spaces, \`._@+-/\`${also}`;
    return must(rule, path, what, allowed);
  };
}
