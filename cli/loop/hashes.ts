import { createHash } from "node:crypto";
import { canonicalJson } from "../registry/recordNames.ts";
import type { Context } from "./context.ts";
import { droppedByText } from "./dropped.ts";
import type { Tracked } from "./tree.ts";

/** What an image depends on besides its files. */
export interface BuildSettings {
  target?: string | undefined;
  arguments: { [name: string]: string };
  /** Names of those whose value is the commit's own, which no hash may know. */
  commitArguments: string[];
  platform?: string | undefined;
  /** Bumped to have all built anew, from newer base images for example. */
  epoch: number;
  provenance: boolean;
  sbom: boolean;
}

/** A change of what is hashed, or how, makes every image anew; this number says so. */
const format = 1;

/** The hash that names an image: the same for the same inputs, whatever the commit. */
export function inputsHash(
  { files, emptied, dockerfile }: Context,
  settings: BuildSettings,
): string {
  return hash({
    format,
    files: files.map(({ path, mode, object }) => [path, mode, object]),
    emptied,
    // It may be outside of the context, or dropped from it.
    dockerfile: dockerfile.object,
    target: settings.target ?? null,
    arguments: settings.arguments,
    commitArguments: [...settings.commitArguments].sort(),
    platform: settings.platform ?? null,
    epoch: settings.epoch,
    provenance: settings.provenance,
    sbom: settings.sbom,
  });
}

/**
 * The hash of all that tests can see: every tracked file but those that settings exclude, and what
 * is run.
 *
 * @param excluded patterns as in a `.dockerignore`
 * @param commands a hash of the commands and of the images that they run in
 */
export function testedHash(tracked: Tracked[], excluded: string[], commands: string): string {
  const { isDropped } = droppedByText(excluded.join("\n"), "--exclude");
  const files = tracked
    .filter(({ path }) => !isDropped(path))
    .map(({ path, mode, object }) => [path, mode, object] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return hash({ format, files, commands });
}

function hash(value: object): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
