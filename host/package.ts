import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** slipway-host as servers get it. */
export interface HostPackage {
  /** Twelve hexadecimal digits of a SHA-256 over its files: where it lies on a server. */
  version: string;
  /** Path → text, in the order of the paths. */
  files: Record<string, string>;
}

const folder = "slipway_host";

/** What starts it; a server puts its own Python's path into the first line. */
const launcher = "slipway-host";

/** slipway-host as it stands in this folder. */
export function hostPackage(): HostPackage {
  const names = readdirSync(join(import.meta.dirname, folder)).filter((name) =>
    name.endsWith(".py"),
  );
  const files = Object.fromEntries(
    [launcher, ...names.map((name) => `${folder}/${name}`)]
      .sort()
      .map((path) => [path, readFileSync(join(import.meta.dirname, path), "utf8")]),
  );
  const sum = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  return { version: sum.slice(0, 12), files };
}
