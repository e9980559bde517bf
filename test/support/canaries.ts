import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Values that can be found again wherever they turn up. */
export function canary(name: string): string {
  return `canary-${name}-${randomBytes(12).toString("hex")}`;
}

/** A file in which a canary was found, and its permissions. */
export interface Sighting {
  file: string;
  /** `600` */
  mode: string;
}

/** Every file below a folder that holds one of the values, as it is or in base64. */
export function sightings(folder: string, values: string[]): Sighting[] {
  const needles = values.flatMap((value) => [value, ...base64Cores(value)]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readFileSync(file, "latin1");
      return needles.some((needle) => content.includes(needle));
    })
    .map((file) => ({ file, mode: (statSync(file).mode & 0o777).toString(8) }));
}

/** The parts of a value's base64 that are the same wherever in a longer text it stands. */
function base64Cores(value: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from("x".repeat(shift) + value).toString("base64");
    return encoded.slice(4, -4);
  });
}

/**
 * Reads the command lines of all processes, over and over, until it is stopped.
 *
 * @returns stops it; answers with the command lines that held one of the values, and how often all
 *   were read.
 */
export function watchProcesses(values: string[]): () => { seen: string[]; samples: number } {
  const seen = new Set<string>();
  let samples = 0;
  const timer = setInterval(() => {
    samples += 1;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        if (values.some((value) => line.includes(value))) seen.add(line.slice(0, 200));
      } catch {
        // It ended while it was being read.
      }
    }
  }, 10);
  return () => {
    clearInterval(timer);
    return { seen: [...seen], samples };
  };
}
