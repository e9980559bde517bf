import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { date, text } from "../kinds/scalars.ts";
import { calendarDay, day, days, every } from "../kinds/times.ts";
import type { Path, Problem } from "../problem.ts";
import { Unquoted } from "../read/scalar.ts";
import { complain, isOtherAt, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { valueAt } from "../kinds/walk.ts";
import { meant, show } from "../words.ts";

export const rotateRules = {
  "rotate.unknown": "`rotate` names the app's secrets.",
  "rotate.due": "A secret is replaced when it is due. (A warning.)",
} as const satisfies Record<string, string>;

const rotation = group(
  {
    every: text(
      {
        description:
          "How often the secret is to be replaced: once it is due, `slipway check` warns of it, and each preview says so.",
        allowed: "a duration",
        example: "90d",
        pattern: "^[1-9][0-9]*[dw]$",
        otherwise: "never due",
        rules: ["duration"],
      },
      every,
    ).optional(),
    changed: date(
      {
        description: "When it was replaced last. `npx slipway secret set` writes it.",
        allowed: "a date",
        example: '"2026-11-01"',
        rules: ["date", "rotate.due"],
        pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
      },
      calendarDay,
    ),
  },
  { description: "A secret's age." },
);

export const rotate = map(
  { called: "KEY", rules: ["rotate.unknown"], check: () => undefined },
  rotation,
  {
    description: "When each secret was replaced last, and when it is due again.",
    example: '{ DB_PASSWORD: { every: 90d, changed: "2026-11-01" } }',
  },
);

/** `every` in days, none where nobody has said how often; `changed`: the day it was set last. */
export function buildRotation({ every, changed }: z.infer<typeof rotation>) {
  return { every: every === undefined ? undefined : days(every), changed: day(changed)! };
}

export function checkRotate(stack: Stack, at: Path): Problem[] {
  if (isOtherAt(stack, [...at, "secrets"])) return [];
  const secrets = keysAt(stack, [...at, "secrets"]);
  const unknown = keysAt(stack, [...at, "rotate"]).filter((key) => !secrets.includes(key));
  return unknown.map((key) => {
    const message = `${show(key)} is not a secret of this app.`;
    const complaint = { rule: "rotate.unknown", message, ...meant(key, secrets) } as const;
    return complain(stack, [...at, "rotate", key], complaint, "key");
  });
}

const millisecondsOfADay = 86_400_000;

/** The secrets of an environment's apps that have been due since today or before. */
export function checkDue(stack: Stack, today: Date): Problem[] {
  return keysAt(stack, ["slipway:apps"]).flatMap((app) => {
    const at = ["slipway:apps", app, "rotate"];
    return keysAt(stack, at).flatMap((key) => {
      const path = [...at, key, "changed"];
      const often = textAt(stack, [...at, key, "every"]) ?? "";
      const [changed, time] = [dayAt(stack, path), days(often)];
      if (changed === undefined || time === undefined) return [];
      const due = new Date(Date.parse(changed) + time * millisecondsOfADay);
      if (due > today) return [];
      const since = due.toISOString().slice(0, 10);
      const message = `\`${key}\` was set on ${changed}, to be replaced every ${often}: it is due since ${since}.`;
      const fix = `run \`npx slipway secret set ${stack.name} ${app} ${key}\`, then \`npx slipway up ${stack.name}\`.`;
      return [complain(stack, path, { rule: "rotate.due", severity: "warning", message, fix })];
    });
  });
}

/** A date may stand without quotes. */
function dayAt(stack: Stack, path: Path): string | undefined {
  const value = valueAt(stack.config, path);
  return day(value instanceof Unquoted ? value.source : (textAt(stack, path) ?? ""));
}
