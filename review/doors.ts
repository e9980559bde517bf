import { isDeepStrictEqual } from "node:util";
import type { Entrance } from "../settings/index.ts";
import type { DoorChange, Way } from "./difference.ts";

/** From who may do the least. */
const roles: Entrance["role"][] = ["no one", "maintainer", "developer"];

/** Who brings what to which environment, where that changes for an app that was there before. */
export function doorChanges(from: readonly Entrance[], to: readonly Entrance[]): DoorChange[] {
  const [before, after] = [ways(from), ways(to)];
  const keys = new Set([...after.keys(), ...before.keys()]);
  return [...keys].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (isDeepStrictEqual(old, now)) return [];
    const [app, environment] = JSON.parse(key) as [string, string];
    const direction = old && now ? directionOf(old, now) : undefined;
    return [
      {
        ...{ app, environment },
        ...(direction && { direction }),
        ...(old && { from: old }),
        ...(now && { to: now }),
      },
    ];
  });
}

function ways(entrances: readonly Entrance[]): Map<string, Way> {
  const each = entrances.flatMap(({ app, environments, branch, deploy, role }) =>
    environments.map(
      (environment) => [JSON.stringify([app, environment]), { branch, deploy, role }] as const,
    ),
  );
  return new Map(each);
}

/** Weaker as soon as one of the two is: what is stricter elsewhere makes up for nothing. */
function directionOf(old: Way, now: Way): DoorChange["direction"] {
  const doors = ["manual", "automatic"];
  const steps = [
    roles.indexOf(now.role) - roles.indexOf(old.role),
    doors.indexOf(now.deploy) - doors.indexOf(old.deploy),
  ];
  if (steps.some((step) => step > 0)) return "weaker";
  return steps.some((step) => step < 0) ? "stronger" : undefined;
}
