import { serversAfter, wave, wavesFault } from "../../settings/kinds/waves.ts";
import type { Host } from "./host.ts";

/** Servers that are deployed to side by side. */
export function inWaves(hosts: Host[], waves: string[]): Host[][] {
  if (waves.length === 0) return hosts.map((host) => [host]);
  let begun = 0;
  return waves.flatMap((text) => {
    const end = Math.max(begun, serversAfter(text, hosts.length));
    const servers = hosts.slice(begun, end);
    begun = end;
    return servers.length > 0 ? [servers] : [];
  });
}

/** Waves as one text, `1,50%,100%`, as a command's option and a job's variable have them. */
export function wavesFrom(text: string): { waves: string[]; problem?: string } {
  const waves = text.split(",").map((each) => each.trim());
  const [complaint = wavesFault(waves)?.complaint] = waves.flatMap((each) => wave(each) ?? []);
  if (!complaint) return { waves };
  const { message, allowed, fix } = complaint;
  const help = [allowed && `Allowed: ${allowed}.`, fix && `Fix: ${fix}`].filter(Boolean);
  return { waves, problem: [message, ...help].join(" ") };
}
