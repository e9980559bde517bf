import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";
import type { Loop } from "../loop.ts";
import { sightings } from "../canaries.ts";

interface Variable {
  key: string;
  value: string;
  masked: boolean;
  variable_type: string;
}

/** What GitLab keeps for jobs and shows to nobody: pieces that nothing else has, by their names. */
export async function secretsOf(loop: Loop): Promise<Map<string, string>> {
  const path = `projects/${encodeURIComponent(loop.project)}/variables?per_page=100`;
  const variables = await loop.sandbox.get<Variable[]>(path);
  const isSecret = ({ key, masked, variable_type: type }: Variable) =>
    masked || (type === "file" && key !== "SLIPWAY_KNOWN_HOSTS");
  return new Map(
    variables.filter(isSecret).map(({ key, value }, index) => {
      // The first lines of two keys may be the same.
      const lines = value.split("\n").filter((line) => line.length >= 8 && !line.startsWith("---"));
      return [`${key} ${index}`, lines.at(-1)!];
    }),
  );
}

/** The ways in which somebody would print a secret so that GitLab does not know it again; base64 apart. */
function disguised(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const backwards = [...secret].reverse().join("");
  return [secret, backwards, bytes.toString("hex"), [...secret].join(" ")];
}

/** Files below a folder that hold one of them, archives opened; the values themselves are not named. */
export function findSecrets(folder: string, secrets: Iterable<string>): string[] {
  const needles = [...secrets].flatMap(disguised);
  const packed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => contents(readFileSync(file)).some((text) => includes(text, needles)));
  return [...new Set([...sightings(folder, needles).map(({ file }) => file), ...packed])];
}

function includes(text: string, needles: string[]): boolean {
  return needles.some((needle) => text.includes(needle));
}

/** What is in an archive. */
function contents(bytes: Buffer): string[] {
  if (bytes.subarray(0, 2).toString("latin1") === "PK") {
    return Object.values(unzipSync(bytes)).map((one) => Buffer.from(one).toString("latin1"));
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? [gunzipSync(bytes).toString("latin1")] : [];
}
