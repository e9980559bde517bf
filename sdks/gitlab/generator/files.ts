import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { z } from "zod";
import { generate, mark } from "./generate.ts";
import type { Schema } from "./schema.ts";
import { slice } from "./slice.ts";
import { use, type Use } from "./use.ts";

/** Where the SDK stands. */
export const folder = join(import.meta.dirname, "..");

/**
 * Everything that follows from a provider's schema, or from the slice of it that is there, and from
 * what is in use: path in `sdks/gitlab` → text, laid out as the repository is.
 *
 * @param manifest the SDK's package.json, from which the engine learns the plugin's version
 */
export async function files(
  schema: Schema,
  use: Use,
  manifest: { pulumi: object },
): Promise<Record<string, string>> {
  const inUse = slice(schema, use);
  const { version } = schema;
  const pulumi = { ...manifest.pulumi, version };
  const texts = {
    ...generate(inUse, use),
    "schema.json": JSON.stringify(inUse),
    "package.json": JSON.stringify({ ...manifest, version, pulumi }, null, 2),
  };
  const laidOut = Object.entries(texts).map(async ([path, text]) => {
    const filepath = join(folder, path);
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return Object.fromEntries(await Promise.all(laidOut));
}

/** Generated files that nothing in use leads to any more. */
export function leftOver(written: Record<string, string>, root = folder): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      path.endsWith(".ts") &&
      !(path in written) &&
      readFileSync(join(root, path), "utf8").startsWith(mark),
  );
}

/** What `npm run sdk` refuses, in words for the person who ran it. */
export class Refusal extends Error {}

/** @throws Refusal that names the file, where it is missing or no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Refusal(`${path}: ${(error as Error).message}`);
  }
}

/** @throws Refusal with all that is wrong with the shape of `use.json`. */
export function readUse(path = join(folder, "use.json")): Use {
  const { data, error } = use.safeParse(readJson(path));
  if (error) throw new Refusal(`use.json:\n${z.prettifyError(error)}`);
  return data;
}
