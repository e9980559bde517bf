import { show } from "../words.ts";
import type { Complaint } from "../problem.ts";

/**
 * The waves of a roll-out. Each says how many of the servers, in their order, have the release when it is
 * through: a number of them, or a part of all, rounded up. One that adds none is passed over.
 */

const allowed = "a number of servers such as `1`, or a part of them from `1%` to `100%`";

export function wave(text: string): Complaint | undefined {
  if (/^[1-9]\d{0,3}$|^([1-9]\d?|100)%$/.test(text)) return undefined;
  return { rule: "waves.form", message: `${show(text)} is not a wave.`, allowed };
}

/** What is wrong with well-formed waves as a whole, and with which of them. */
export function wavesFault(waves: string[]): { index: number; complaint: Complaint } | undefined {
  const falls = waves.findIndex((text, index) =>
    waves
      .slice(0, index)
      .some((before) => isPart(before) === isPart(text) && size(before) > size(text)),
  );
  if (falls >= 0) {
    const message = `${show(waves[falls]!)} is less than a wave before it.`;
    const complaint = {
      rule: "waves.rising",
      message,
      fix: "write them in rising order.",
    } as const;
    return { index: falls, complaint };
  }
  const last = waves.at(-1);
  if (last === undefined || last === "100%") return undefined;
  const message = `The last wave, ${show(last)}, may leave servers out.`;
  const complaint = { rule: "waves.all", message, fix: "end with `100%`." } as const;
  return { index: waves.length - 1, complaint };
}

/** Servers in their order, those of a wave together; without waves each for itself. */
export function inWaves<Server>(servers: Server[], waves: string[]): Server[][] {
  if (waves.length === 0) return servers.map((server) => [server]);
  let begun = 0;
  return waves.flatMap((text) => {
    const end = Math.max(begun, serversAfter(text, servers.length));
    const added = servers.slice(begun, end);
    begun = end;
    return added.length > 0 ? [added] : [];
  });
}

/** How many of so many servers have the release when a wave is through. */
function serversAfter(text: string, servers: number): number {
  const count = isPart(text) ? Math.ceil((size(text) * servers) / 100) : size(text);
  return Math.min(count, servers);
}

const isPart = (text: string) => text.endsWith("%");
const size = (text: string) => Number.parseInt(text, 10);
