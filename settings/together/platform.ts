import type { Problem } from "../problem.ts";
import { branchName } from "../schema/names.ts";
import { complain, entriesAt, keysAt, textAt } from "../stack.ts";
import type { Stack } from "../stack.ts";
import { meant, oneOf, show } from "../words.ts";

/** The rules between the settings of the platform. */
export function checkPlatform(platform: Stack): Problem[] {
  return [...checkOrder(platform), ...checkBranches(platform), ...checkProjects(platform)];
}

/** `after`: known, no circle, and the order of the file is the order of promotion. */
function checkOrder(platform: Stack): Problem[] {
  const at = "slipway:environments";
  const names = keysAt(platform, [at]);
  const after = new Map(names.map((name) => [name, textAt(platform, [at, name, "after"])]));
  const problems: Problem[] = [];

  for (const [index, name] of names.entries()) {
    const before = after.get(name);
    if (before === undefined) continue;
    const path = [at, name, "after"];
    if (before === name) {
      const message = `\`${name}\` comes after itself.`;
      const fix = "name the environment before it, or take the line out.";
      problems.push(complain(platform, path, { rule: "after.itself", message, fix }));
    } else if (!names.includes(before)) {
      const message = `${show(before)} is not an environment.`;
      const others = names.filter((other) => other !== name);
      const rule = "after.unknown";
      problems.push(complain(platform, path, { rule, message, ...meant(before, others) }));
    } else {
      const circle = circleFrom(name, after);
      // One report for each circle, at the environment that stands first.
      if (circle !== undefined && index === Math.min(...circle.map((one) => names.indexOf(one)))) {
        const round = [...circle, name].map((one) => `\`${one}\``).join(" after ");
        const message = `The order goes round in a circle: ${round}.`;
        const fix = "take one `after` out.";
        problems.push(complain(platform, path, { rule: "after.circle", message, fix }));
      } else if (circle === undefined && names.indexOf(before) > index) {
        const message = `\`${name}\` comes after \`${before}\`, and stands before it.`;
        const fix = `move \`${name}\` below \`${before}\`.`;
        problems.push(complain(platform, path, { rule: "after.order", message, fix }));
      }
    }
  }
  return problems;
}

/** The environments from `name` back to itself by `after`, if that is where it leads. */
function circleFrom(name: string, after: Map<string, string | undefined>): string[] | undefined {
  const circle = [name];
  for (let next = after.get(name); next !== name; next = after.get(next)) {
    if (next === undefined || circle.includes(next)) return undefined;
    circle.push(next);
  }
  return circle;
}

/** An app that lists its branches lists those that environments deploy from. */
function checkBranches(platform: Stack): Problem[] {
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
    const first = textAt(platform, [...at, "defaultBranch"]) ?? "main";
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

/** Whether a branch matches a pattern of GitLab's: `*` is any text. */
function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(branch);
}

/** GitLab does not tell paths apart by their letters' case. */
function checkProjects(platform: Stack): Problem[] {
  const owners = new Map<string, string>();
  return entriesAt(platform, ["slipway:apps"]).flatMap(([app]) => {
    const path = ["slipway:apps", app, "project"];
    const project = textAt(platform, path)?.toLowerCase();
    if (project === undefined) return [];
    const owner = owners.get(project);
    owners.set(project, owner ?? app);
    if (owner === undefined) return [];
    const message = `This is the project of \`${owner}\` already.`;
    const fix = "give each app a project of its own.";
    return [complain(platform, path, { rule: "project.twice", message, fix })];
  });
}
