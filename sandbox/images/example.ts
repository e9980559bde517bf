import { cpSync } from "node:fs";
import { basename, join } from "node:path";

/** Where the example app is. */
export const example = join(import.meta.dirname, "../../examples/shop");

/** What a developer's own runs make beside an app's files. */
const made = ["coverage", "dist", "node_modules", "reports"];

/** An app's files as a commit has them, whatever its developer has made beside them. */
export function copyApp(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => path === from || !made.includes(basename(path)),
  });
}
