import { wave, wavesFault } from "../../settings/kinds/waves.ts";

/** Waves as one text, `1,50%,100%`, as a command's option and a job's variable have them. */
export function wavesFrom(text: string): { waves: string[]; problem?: string } {
  const waves = text.split(",").map((each) => each.trim());
  const [complaint = wavesFault(waves)?.complaint] = waves.flatMap((each) => wave(each) ?? []);
  if (!complaint) return { waves };
  const { message, allowed, fix } = complaint;
  const help = [allowed && `Allowed: ${allowed}.`, fix && `Fix: ${fix}`].filter(Boolean);
  return { waves, problem: [message, ...help].join(" ") };
}
