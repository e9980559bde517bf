import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { freezeTime, momentOf, timeZone } from "../kinds/freeze.ts";
import type { FreezeWindow } from "../kinds/freeze.ts";
import { isPlainName, must, plainNamePattern } from "../kinds/names.ts";
import { date, text } from "../kinds/scalars.ts";
import { oneLine } from "../kinds/texts.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { Unquoted } from "../read/scalar.ts";
import { valueAt } from "../kinds/walk.ts";

/** When nothing is deployed to an environment. */

export const freezeRules = {
  "freeze.name": "A freeze window's name is short and plain.",
  "freeze.time": "A freeze window begins and ends on a day at a time.",
  "freeze.zone": "A freeze window's time zone is one of the IANA's.",
  "freeze.order": "A freeze window ends after it begins, and both are weekly or neither is.",
} as const satisfies Record<string, string>;

function windowName(name: string): Complaint | undefined {
  if (isPlainName(name, 40)) return undefined;
  const allowed = "a small letter, then small letters, digits and `-`, at most 40 characters";
  return must("freeze.name", name, "a name for a freeze window", allowed);
}

const allowed = "a day and a time";

export const freeze = map(
  { called: "window", rules: ["freeze.name"], check: windowName, pattern: plainNamePattern },
  group(
    {
      from: date(
        {
          description: "When it begins: a day of every week, or one of the calendar.",
          allowed,
          example: "Fri 15:00",
          rules: ["freeze.time"],
        },
        freezeTime,
      ),
      until: date(
        {
          description: "When it ends, in the same form.",
          allowed,
          example: "Mon 07:00",
          rules: ["freeze.time", "freeze.order"],
        },
        freezeTime,
      ),
      zone: text(
        {
          description: "On whose clock.",
          allowed: "a time zone's name",
          example: "Europe/Berlin",
          rules: ["freeze.zone"],
        },
        timeZone,
      ).default("UTC"),
      why: text(
        {
          description: "What a refused deploy says.",
          allowed: "text on one line",
          example: "nobody is there at weekends",
          otherwise: "the window's name",
          rules: ["text.line"],
        },
        oneLine,
      ).optional(),
    },
    {
      description: "A freeze window.",
      example: "{ from: Fri 15:00, until: Mon 07:00, zone: Europe/Berlin }",
    },
  ),
  {
    description:
      'When nothing is deployed here: a deploy job refuses, and says until when. `slipway deploy --emergency "why"` deploys all the same, and says so.',
    example: "{ weekend: { from: Fri 15:00, until: Mon 07:00, zone: Europe/Berlin } }",
  },
);

export function buildFreeze(config: z.infer<typeof freeze>): FreezeWindow[] {
  return Object.entries(config).map(([name, { why, ...window }]) => ({
    ...window,
    why: why ?? name,
  }));
}

export function checkFreeze(platform: Stack, at: Path): Problem[] {
  return keysAt(platform, at).flatMap((name) => {
    const path = [...at, name, "until"];
    const [from, until] = [momentAt(platform, [...at, name, "from"]), momentAt(platform, path)];
    if (from === undefined || until === undefined) return [];
    if (from.weekly !== until.weekly) {
      const message = "One of `from` and `until` is weekly, and the other is a date.";
      const fix = "write both in one form.";
      return [complain(platform, path, { rule: "freeze.order", message, fix })];
    }
    const isLater = from.weekly ? until.minute !== from.minute : until.minute > from.minute;
    if (isLater) return [];
    const message = "The window does not end after it begins.";
    const fix = "write a later `until`.";
    return [complain(platform, path, { rule: "freeze.order", message, fix })];
  });
}

function momentAt(stack: Stack, path: Path) {
  const value = valueAt(stack.config, path);
  return momentOf(value instanceof Unquoted ? value.source : (textAt(stack, path) ?? ""));
}
