import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { contextOf, ignoreFiles, type Context } from "../loop/context.ts";
import { inputsHash } from "../loop/hashes.ts";
import { ignoreText } from "../loop/inputs.ts";
import { treeOf, type Tracked } from "../loop/tree.ts";
import { builtTag } from "../registry/recordNames.ts";
import { say } from "../terminal/output.ts";

/** Slipway's own files, as git has them, and what names the image that is made of them. */
export interface ToolSource {
  root: string;
  commit: string;
  context: Context;
  version: string;
  /** `built-…`, of a hash of all that goes into the image; clean-up policies keep such tags. */
  tag: string;
}

const code = realpathSync(join(import.meta.dirname, "..", ".."));

export async function toolSource(settings: {
  target: string;
  platform: string;
  arguments: { [name: string]: string };
}): Promise<ToolSource> {
  const { root, commit, files } = await treeOf(code);
  const folder = relative(realpathSync(root), code).split(sep).join("/") || ".";
  const place = { context: folder, dockerfile: posix.join(folder, "Dockerfile") };
  const context = contextOf(files, place, await ignoreText(root, ignoreFiles(files, place)));
  warnOfChanges(context);
  const fixed = { commitArguments: [], epoch: 0, provenance: false, sbom: false };
  const inputs = inputsHash(context, { ...settings, ...fixed });
  const { version } = JSON.parse(readFileSync(join(code, "package.json"), "utf8")) as {
    version: string;
  };
  return { root, commit, context, version, tag: builtTag(inputs) };
}

/** Who has just edited a file would wonder where the change went. */
function warnOfChanges({ files, dockerfile }: Context): void {
  const changed = [...files, { ...dockerfile, path: "Dockerfile" }].filter(isChanged);
  const [first, ...others] = changed.map(({ path }) => path);
  if (first === undefined) return;
  const and = others.length > 0 ? ` and ${others.length} more` : "";
  say(`Warning: the image is of the commit, without what was changed since in ${first}${and}.`);
}

function isChanged({ path, object, mode }: Tracked): boolean {
  if (!mode.startsWith("100")) return false;
  try {
    const bytes = readFileSync(join(code, path));
    const algorithm = object.length === 64 ? "sha256" : "sha1";
    const hash = createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes);
    return hash.digest("hex") !== object;
  } catch {
    return true;
  }
}
