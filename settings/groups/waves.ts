import { list } from "../kinds/collections.ts";
import { text } from "../kinds/scalars.ts";
import { wave, wavesFault } from "../kinds/waves.ts";
import type { Path, Problem } from "../problem.ts";
import { complain, textsAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

export const waveRules = {
  "waves.form": "A wave is a number of servers or a part of them.",
  "waves.rising": "Waves rise.",
  "waves.all": "The last wave is all servers.",
} as const satisfies Record<string, string>;

/** How a roll-out goes over an app's servers. */
export const waves = list(
  text(
    {
      description: "How many of the servers have the release when this wave is through.",
      allowed: "a number of servers, or a part of them",
      example: "50%",
      rules: ["waves.form", "waves.rising", "waves.all"],
    },
    wave,
  ),
  {
    description:
      "The waves of a roll-out over the servers: the servers of a wave are deployed to side by side, once all of the wave before serve. A part is rounded up, and a wave that adds no server is passed over. Where one fails, all are put back.",
    example: "[1, 50%, 100%]",
    otherwise: "one server after the other",
  },
);

export function checkWaves(stack: Stack, at: Path): Problem[] {
  const path = [...at, "waves"];
  const written = textsAt(stack, path).map(([each]) => each);
  // What is no wave is told as such.
  const fault = written.every((each) => !wave(each)) ? wavesFault(written) : undefined;
  return fault ? [complain(stack, [...path, fault.index], fault.complaint)] : [];
}
