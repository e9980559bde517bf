/**
 * Pulumi's CLI as far as `config` goes, for a stack whose provider only Pulumi can ask. Its
 * "encryption" is base64. The output is that of Pulumi 3.230.0; what it was asked is noted beside
 * the stack files.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";

const args = process.argv.slice(2);
const option = (name: string) => args[args.indexOf(name) + 1] ?? "";

if (args[0] === "version") {
  process.stdout.write("v3.230.0\n");
} else {
  const folder = option("--cwd");
  appendFileSync(join(folder, "pulumi.jsonl"), JSON.stringify(args) + "\n");
  if (args[1] === "set") {
    const file = parseDocument(readFileSync(option("--config-file"), "utf8"));
    const value = readFileSync(0, "utf8").replace(/\n$/, "");
    file.setIn(["config", "slipway:new", "secure"], Buffer.from(value).toString("base64"));
    // As Pulumi does for the first secret of a file: a key of its own, which the provider encrypts.
    if (!file.has("encryptedkey")) file.set("encryptedkey", "made-by-pulumi");
    writeFileSync(option("--config-file"), String(file));
  } else {
    const text = readFileSync(join(folder, `Pulumi.${option("--stack")}.yaml`), "utf8");
    const { config } = parse(text) as { config: Record<string, unknown> };
    const shown = Object.entries(config).map(([key, value]) => {
      const clear = open(value);
      return [key, { value: JSON.stringify(clear), objectValue: clear, secret: true }];
    });
    process.stdout.write(JSON.stringify(Object.fromEntries(shown)));
  }
}

function open(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if ("secure" in value) return Buffer.from(String(value.secure), "base64").toString();
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
}
