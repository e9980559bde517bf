import { cpSync } from "node:fs";
import { basename, join } from "node:path";

/** Where the example app is. */
export const example = join(import.meta.dirname, "../../examples/shop");

/** The files of the example as a commit has them, whatever its developer has made beside them. */
export function copyExample(to: string): void {
  const made = ["coverage", "dist", "node_modules", "reports"];
  cpSync(example, to, { recursive: true, filter: (path) => !made.includes(basename(path)) });
}
