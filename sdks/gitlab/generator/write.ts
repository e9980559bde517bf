import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { files, folder, leftOver, readJson, readUse, Refusal } from "./files.ts";
import { problems } from "./problems.ts";
import type { Schema } from "./schema.ts";

/**
 * `npm run sdk`: writes what follows from `use.json` and `schema.json`. With the path of the
 * provider's own schema, `schema.json` is cut from that:
 * `pulumi package get-schema gitlab@10.1.1 | npm run sdk -- /dev/stdin`. Its version may follow the
 * path, since the schema in the provider's repository has none.
 */
async function write(path?: string, version?: string): Promise<void> {
  const schema = readJson(path ?? join(folder, "schema.json")) as Schema;
  if (!schema.resources) throw new Refusal(`${path} is not the schema of a Pulumi package.`);
  schema.version ??= version;
  if (schema.version === undefined) {
    throw new Refusal(`${path} has no version. Give it after the path, as in 10.1.1.`);
  }
  const use = readUse();
  const found = problems(schema, use);
  if (found.length > 0) {
    const further = `schema.json holds what was in use when it was cut. To cut it anew:
  pulumi package get-schema ${schema.name}@${schema.version} | npm run sdk -- /dev/stdin`;
    throw new Refusal([...found, ...(path === undefined ? [further] : [])].join("\n"));
  }
  const manifest = readJson(join(folder, "package.json")) as { pulumi: object };
  const written = await files(schema, use, manifest);
  for (const [path, text] of Object.entries(written)) {
    const file = join(folder, path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(relative(process.cwd(), file));
  }
  for (const path of leftOver(written)) {
    rmSync(join(folder, path));
    console.log(`${relative(process.cwd(), join(folder, path))} is no longer in use`);
  }
}

try {
  await write(...process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
