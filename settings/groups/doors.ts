import type { Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { matches } from "./branchName.ts";

/** Who may open an environment's door: on GitLab's Free tier, whoever may push or merge to its branch. */

export const doorRules = {
  "door.developer": "Who may open a door is no mere developer. (A warning.)",
} as const satisfies Record<string, string>;

export function checkDoors(platform: Stack): Problem[] {
  const doors = keysAt(platform, ["slipway:environments"]).flatMap((name) => {
    const at = ["slipway:environments", name];
    const branch = textAt(platform, [...at, "branch"]);
    const isDoor = textAt(platform, [...at, "deploy"]) === "manual" && branch !== undefined;
    return isDoor ? [{ name, branch }] : [];
  });
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
