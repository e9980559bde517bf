import type { Path } from "../problem.ts";
import type { SourceFile } from "./files.ts";
import { readYaml } from "./yaml.ts";

/** A place in a file of the repository, for a person to open. */
export interface Line {
  /** The file's path in the repository. */
  file: string;
  /** From 1. */
  line: number;
}

/** Where the first of some paths stands that is there; else where the first one's nearest map begins. */
export type Where = (...paths: [Path, ...Path[]]) => Line;

/** Finds lines of a YAML file by paths from its top: `["config", "slipway:apps", "shop"]`. */
export function linesOf(source: SourceFile): Where {
  const yaml = readYaml(source.path, source.text ?? "");
  return (...paths) => {
    const path = paths.find((one) => yaml.has(one)) ?? paths[0];
    return { file: source.path, line: yaml.line(path) };
  };
}
