import type { Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { matches } from "./branchName.ts";
import { usualRoles } from "./branches.ts";

/** Who may open an environment's door: on GitLab's Free tier, whoever may push or merge to its branch. */

export const doorRules = {
  "door.developer": "Who may open a door is no mere developer. (A warning.)",
} as const satisfies Record<string, string>;

/** Environments of an app that are entered in one way, by what the same people may push or merge. */
export interface Entrance {
  app: string;
  /** In the order of promotion. */
  environments: string[];
  branch: string;
  /** By itself, or through a door that they open. */
  deploy: "automatic" | "manual";
  /** The least role that may push or merge there. */
  role: Role;
}

/** From none to the most. */
const roles = ["no one", "maintainer", "developer"] as const;
type Role = (typeof roles)[number];

/** How every app comes to its environments, and by whom. */
export function entrancesOf(platform: Stack, environments: readonly Stack[]): Entrance[] {
  const rules = rulesIn(platform);
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const runs = (stack: Stack) => keysAt(stack, ["slipway:apps"]).includes(app);
    const own = environments.filter(runs).map(({ name }) => name);
    const entrances = new Map<string, Entrance>();
    for (const { name, branch, deploy } of rules.filter((rule) => own.includes(rule.name))) {
      const way = `${deploy} ${branch}`;
      const before = entrances.get(way)?.environments ?? [];
      const role = roleOf(platform, app, branch);
      entrances.set(way, { app, environments: [...before, name], branch, deploy, role });
    }
    return [...entrances.values()];
  });
}

/** Of several rules for a branch GitLab takes the one that lets the most. */
function roleOf(platform: Stack, app: string, branch: string): Role {
  const at = ["slipway:apps", app, "branches"];
  const patterns = keysAt(platform, at).filter((pattern) => matches(pattern, branch));
  const said = patterns.flatMap((pattern) => [
    textAt(platform, [...at, pattern, "push"]) ?? usualRoles.push,
    textAt(platform, [...at, pattern, "merge"]) ?? usualRoles.merge,
  ]);
  const rank = Math.max(...said.map((role) => roles.indexOf(role as Role)));
  return patterns.length === 0 ? usualRoles.merge : (roles[rank] ?? "no one");
}

function rulesIn(platform: Stack): (Pick<Entrance, "branch" | "deploy"> & { name: string })[] {
  return keysAt(platform, ["slipway:environments"]).flatMap((name) => {
    const at = ["slipway:environments", name];
    const branch = textAt(platform, [...at, "branch"]);
    const deploy = textAt(platform, [...at, "deploy"]);
    const isWay = branch !== undefined && (deploy === "automatic" || deploy === "manual");
    return isWay ? [{ name, branch, deploy }] : [];
  });
}

export function checkDoors(platform: Stack): Problem[] {
  const doors = rulesIn(platform).filter(({ deploy }) => deploy === "manual");
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const at = ["slipway:apps", app, "branches"];
    return keysAt(platform, at).flatMap((pattern) => {
      const behind = doors.filter(({ branch }) => matches(pattern, branch));
      if (behind.length === 0) return [];
      // Of several rules for a branch GitLab takes the one that lets the most.
      return (["push", "merge"] as const).flatMap((how) => {
        const path = [...at, pattern, how];
        if (textAt(platform, path) !== "developer") return [];
        const names = behind.map(({ name }) => `\`${name}\``).join(" and ");
        const message = `Developers may ${how === "merge" ? "merge into" : "push to"} \`${pattern}\`, so on GitLab's Free tier each of them may open the door of ${names}, for code that nobody has reviewed.`;
        const fix =
          how === "merge"
            ? "write `merge: maintainer`; or protect the environment, which takes GitLab Premium."
            : "write `push: no one`; or protect the environment, which takes GitLab Premium.";
        return [
          complain(platform, path, { rule: "door.developer", severity: "warning", message, fix }),
        ];
      });
    });
  });
}
