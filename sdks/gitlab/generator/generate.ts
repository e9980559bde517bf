import { invokeFile } from "./invoke.ts";
import { nestedFiles } from "./nested.ts";
import { providerFile } from "./provider.ts";
import { resourceFile } from "./resource.ts";
import { lowerFirst, tokenOf, upperFirst, type Schema } from "./schema.ts";
import type { Use } from "./use.ts";

/** How a generated file begins. */
export const mark =
  "// Written by `npm run sdk` from use.json and schema.json: what is changed here is lost.";

/** The SDK's code: path in `sdks/gitlab` → text, not yet laid out. */
export function generate(schema: Schema, use: Use): Record<string, string> {
  const exported: Record<string, string[]> = {
    "provider.ts": ["Provider", "type ProviderArgs"],
  };
  const files: Record<string, string> = {
    "provider.ts": providerFile(schema, use.provider),
    ...nestedFiles(schema, use),
  };
  for (const [name, used] of Object.entries(use.resources)) {
    const token = tokenOf(schema, name);
    const file = `${lowerFirst(name)}.ts`;
    files[file] = resourceFile(name, token, schema.resources[token]!, used);
    exported[file] = [name, `type ${name}Args`, `type ${name}State`];
  }
  for (const [name, used] of Object.entries(use.functions)) {
    const token = tokenOf(schema, name);
    const invoke = schema.functions[token]!;
    const type = upperFirst(name);
    files[`${name}.ts`] = invokeFile(name, token, invoke, used);
    const args = invoke.inputs ? [`type ${type}Args`, `type ${type}OutputArgs`] : [];
    exported[`${name}.ts`] = [name, `${name}Output`, ...args, `type ${type}Result`];
  }
  files["index.ts"] = index(schema, exported);
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, `${mark}\n${text}`] as const),
  );
}

function index(schema: Schema, exported: Record<string, string[]>): string {
  const lines = Object.keys(exported)
    .sort()
    .map((file) => `export { ${exported[file]!.join(", ")} } from "./${file}";`);
  return `/** The resources of Pulumi's ${schema.name} provider that are in use, as its own package has them. */
${lines.join("\n")}
export * as types from "./types/index.ts";
`;
}
