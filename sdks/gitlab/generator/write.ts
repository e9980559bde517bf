import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { format } from "prettier";
import type { Schema } from "./schema.ts";
import { slice } from "./slice.ts";
import type { Use } from "./use.ts";

/**
 * `npm run sdk`: writes what follows from `use.json` and `schema.json`. With the path of the
 * provider's own schema (`pulumi package get-schema gitlab@10.1.1`), `schema.json` is cut from it.
 */
const folder = join(import.meta.dirname, "..");
const own = join(folder, "schema.json");
const [given, version] = process.argv.slice(2);

try {
  const schema = JSON.parse(readFileSync(given ?? own, "utf8")) as Schema;
  const use = JSON.parse(readFileSync(join(folder, "use.json"), "utf8")) as Use;
  schema.version ??= version;
  if (schema.version === undefined) {
    throw new Error(`${given} has no version: give it after the path, as in 10.1.1.`);
  }
  const text = JSON.stringify(slice(schema, use));
  writeFileSync(own, await format(text, { parser: "json", printWidth: 100 }));
  console.log(relative(process.cwd(), own));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
