import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { written } from "./generated.ts";

/** `npm run settings`: writes what follows from the schema. A test tells when it is stale. */
const repository = join(import.meta.dirname, "../..");
for (const [path, text] of Object.entries(written())) {
  writeFileSync(join(repository, path), text);
  console.log(path);
}
