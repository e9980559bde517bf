import type { Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { meant, show } from "../words.ts";

/** `after`: which environment an image comes from. */

export const promotionRules = {
  "after.itself": "An environment does not come after itself.",
  "after.unknown": "`after` names an environment of the platform.",
  "after.circle": "`after` does not go round in a circle.",
  "after.order": "The environments stand in the order of promotion.",
} as const satisfies Record<string, string>;

/** `after`: known, no circle, and the order of the file is the order of promotion. */
export function checkPromotion(platform: Stack): Problem[] {
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
