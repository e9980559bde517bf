import { buildBranches } from "../settings/groups/branches.ts";
import type { BranchRule } from "../settings/index.ts";
import type { Change } from "./difference.ts";
import { lineOf, type Platform } from "./state.ts";
import { words, type Words } from "./words.ts";

/** From who may do the least. */
const roles = ["no one", "maintainer", "developer"] as const;

/**
 * Who may push and merge to an app's branches: as GitLab is told it, since an app that lists no
 * branches protects those that it needs.
 */
export function protectionChanges(from: Platform, to: Platform): Change[] {
  const apps = Object.keys(to.settings?.["slipway:apps"] ?? {});
  return apps.flatMap((app) => {
    const [before, after] = [branchesOf(from, app), branchesOf(to, app)];
    if (!before || !after) return [];
    const branches = new Set([...after.keys(), ...before.keys()]);
    return [...branches].flatMap((branch): Change[] => {
      const [old, now] = [before.get(branch), after.get(branch)];
      const path = ["slipway:apps", app, "branches", branch];
      const stack = now ? to : from;
      const change = {
        concern: "access",
        ...{ stack: "platform", app, file: stack.yaml.file, line: lineOf(stack, path) },
        path: `slipway:apps.${app}.branches.${branch}`,
        notes: [] as Words[],
      } as const;
      if (!old || !now) {
        return [
          {
            ...change,
            kind: now ? "added" : "removed",
            direction: now ? "stronger" : "weaker",
            what: words`the protection of ${branch} of ${app}`,
            ...(now ? { to: { value: said(now) } } : { from: { value: said(old!) } }),
          },
        ];
      }
      return aspects.flatMap(({ key, what, rank }): Change[] => {
        if (old[key] === now[key]) return [];
        return [
          {
            ...change,
            kind: "changed",
            direction: rank(now) > rank(old) ? "weaker" : "stronger",
            what: what(branch, app),
            ...{ from: { value: old[key] }, to: { value: now[key] } },
          },
        ];
      });
    });
  });
}

interface Aspect {
  key: "pushAccessLevel" | "mergeAccessLevel" | "allowForcePush";
  what: (branch: string, app: string) => Words;
  rank: (rule: BranchRule) => number;
}

const aspects: Aspect[] = [
  {
    key: "pushAccessLevel",
    what: (branch, app) => words`who may push to ${branch} of ${app}`,
    rank: ({ pushAccessLevel }) => roles.indexOf(pushAccessLevel),
  },
  {
    key: "mergeAccessLevel",
    what: (branch, app) => words`who may merge into ${branch} of ${app}`,
    rank: ({ mergeAccessLevel }) => roles.indexOf(mergeAccessLevel),
  },
  {
    key: "allowForcePush",
    what: (branch, app) => words`whether ${branch} of ${app} may be rewritten`,
    rank: ({ allowForcePush }) => Number(allowForcePush),
  },
];

function said({ pushAccessLevel, mergeAccessLevel, allowForcePush }: BranchRule): string {
  const parts = [`push: ${pushAccessLevel}`, `merge: ${mergeAccessLevel}`];
  return [...parts, ...(allowForcePush ? ["forcePush: true"] : [])].join(", ");
}

function branchesOf({ settings }: Platform, app: string): Map<string, BranchRule> | undefined {
  const config = settings?.["slipway:apps"][app];
  if (!settings || !config) return undefined;
  const rules = Object.values(settings["slipway:environments"]);
  const needed = [config.defaultBranch, ...rules.map(({ branch }) => branch)];
  return new Map(buildBranches(config.branches, needed).map((rule) => [rule.branch, rule]));
}
