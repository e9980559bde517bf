import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { choice, flag } from "../kinds/scalars.ts";
import type { Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { meant, oneOf, show } from "../words.ts";
import { branchName, branchPattern, matches } from "./branchName.ts";

/** An app's protected branches. */

export const branchRules = {
  "branch.unknown": "An environment deploys from a branch that each app protects.",
  "branch.default": "An app that lists its branches lists its default branch.",
} as const satisfies Record<string, string>;

/** The default branch of an app that names none. */
export const usualBranch = "main";

const roles = ["no one", "developer", "maintainer"] as const;

/** Who may push and merge where nobody says. */
export const usualRoles = { push: "no one", merge: "maintainer" } as const;

const branch = group(
  {
    push: choice(roles, {
      description:
        "Who may push to the branch. With `no one`, every change comes in by a merge request.",
      example: "no one",
      rules: ["shape.choice", "door.developer"],
    }).default(usualRoles.push),
    merge: choice(roles, {
      description:
        "Who may merge into the branch. On GitLab's Free tier they may open the doors of its environments, too.",
      example: "maintainer",
      rules: ["shape.choice", "door.developer"],
    }).default(usualRoles.merge),
    forcePush: flag({
      description: "Whether those who may push may also rewrite the branch.",
      example: "false",
    }).default(false),
  },
  { description: "How a branch is protected.", example: "{ merge: developer }" },
);

export const branches = map(
  { called: "branch", rules: ["branch.name"], check: branchPattern },
  branch,
  {
    description:
      "The protected branches, all of them; a name may be a pattern such as `release/*`.",
    example: "{ main: {}, develop: { merge: developer } }",
    otherwise:
      "the default branch and the environments' branches, pushed to by no one and merged into by maintainers",
    rules: ["branch.name", "branch.default"],
  },
);

/**
 * In the words of the provider's BranchProtection.
 *
 * @param config the branches that are listed; where none are, those that must be protected are
 * @param needed the default branch, and those that environments deploy from
 */
export function buildBranches(config: z.infer<typeof branches> | undefined, needed: string[]) {
  const listed = Object.entries(config ?? {});
  if (listed.length > 0) return listed.map(([name, rule]) => protection(name, rule));
  return [...new Set(needed)].map((name) => protection(name, branch.parse({})));
}

function protection(name: string, { push, merge, forcePush }: z.infer<typeof branch>) {
  return {
    branch: name,
    pushAccessLevel: push,
    mergeAccessLevel: merge,
    allowForcePush: forcePush,
  };
}

/** A branch, or a pattern with `*`, and how it is protected. */
export type BranchRule = ReturnType<typeof protection>;

/** An app that lists its branches lists those that environments deploy from. */
export function checkBranches(platform: Stack): Problem[] {
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const at = ["slipway:apps", app];
    const patterns = keysAt(platform, [...at, "branches"]);
    if (patterns.length === 0) return [];
    const isListed = (branch: string) => patterns.some((pattern) => matches(pattern, branch));
    const problems: Problem[] = [];

    for (const environment of keysAt(platform, ["slipway:environments"])) {
      const path = ["slipway:environments", environment, "branch"];
      const branch = textAt(platform, path);
      if (branch === undefined || branchName(branch) || isListed(branch)) continue;
      const { fix } = meant(branch, patterns);
      problems.push(
        complain(platform, path, {
          rule: "branch.unknown",
          message: `${show(branch)} is not a protected branch of \`${app}\`.`,
          allowed: oneOf(patterns),
          fix: fix.startsWith("did") ? fix : `add it to \`${at.join(".")}.branches\`.`,
        }),
      );
    }
    const first = textAt(platform, [...at, "defaultBranch"]) ?? usualBranch;
    if (!branchName(first) && !isListed(first)) {
      problems.push(
        complain(platform, [...at, "branches"], {
          rule: "branch.default",
          message: `${show(first)}, the default branch of \`${app}\`, is not among its protected branches.`,
          fix: `add \`${first}: {}\`, or say another \`defaultBranch\`.`,
        }),
      );
    }
    return problems;
  });
}
