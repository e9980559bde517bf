import { must } from "../kinds/names.ts";
import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";

export const branchNameRules = {
  "branch.name": "A branch's name is one that git accepts.",
  "branch.exact": "An environment deploys from one branch, not from a pattern.",
} as const satisfies Record<string, string>;

/** git's rule for branches (git-check-ref-format), and GitLab's: nothing that looks like a commit. */
function isBranch(name: string): boolean {
  const forbidden = /[\u0000-\u0020\u007f~^:?[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|^[-/.]|[/.]$|^@$/;
  return name !== "" && !forbidden.test(name) && !/^[0-9a-f]{40}$/.test(name) && name.length <= 255;
}

const BRANCH_WORDS = "what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end";

export function branchName(name: string): Complaint | undefined {
  if (isBranch(name) && name.includes("*")) {
    const message = `${show(name)} is a pattern.`;
    return { rule: "branch.exact", message, fix: "name one branch." };
  }
  return isBranch(name) ? undefined : must("branch.name", name, "a branch's name", BRANCH_WORDS);
}

export function branchPattern(name: string): Complaint | undefined {
  if (isBranch(name)) return undefined;
  return must("branch.name", name, "a branch's name", `${BRANCH_WORDS}; \`*\` for any text`);
}

/** Whether a branch matches a pattern of GitLab's: `*` is any text. */
export function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(branch);
}
