import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
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

/** What is looked for of a value: as it is, in other case, in hexadecimal, in base64. */
export function formsOf(value: string): string[] {
  const hex = Buffer.from(value).toString("hex");
  return [value, value.toUpperCase(), hex, hex.toUpperCase(), ...base64Cores(value)];
}

/** Every file below a folder that holds one of the values, in any of its forms. */
export function sightings(folder: string, values: string[]): Sighting[] {
  const needles = values.flatMap(formsOf);
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
 * Reads the command lines of all processes, and what they were started with, over and over, until it is
 * stopped. Those of containers are given secrets, and are left out. A value is known in any of its forms.
 *
 * @returns stops it; answers with the command lines that held one of the values, those whose environment
 *   did, and how often all were read.
 */
export function watchProcesses(values: string[]): () => {
  seen: string[];
  inEnvironment: string[];
  samples: number;
} {
  const [seen, inEnvironment, known] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const own = readlinkSync("/proc/self/ns/pid");
  const needles = values.flatMap(formsOf);
  const holds = (text: string) => needles.some((needle) => text.includes(needle));
  let samples = 0;
  const timer = setInterval(() => {
    samples += 1;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        if (holds(line)) seen.add(line.slice(0, 200));
        if (known.has(`${pid} ${line}`)) continue;
        known.add(`${pid} ${line}`);
        if (!holds(readFileSync(`/proc/${pid}/environ`, "utf8"))) continue;
        if (readlinkSync(`/proc/${pid}/ns/pid`) === own) inEnvironment.add(line.slice(0, 200));
      } catch {
        // It ended while it was being read.
      }
    }
  }, 10);
  return () => {
    clearInterval(timer);
    return { seen: [...seen], inEnvironment: [...inEnvironment], samples };
  };
}
