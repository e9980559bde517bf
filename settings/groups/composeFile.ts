import type { z } from "zod";
import { map } from "../kinds/collections.ts";
import { isPlainPath, must } from "../kinds/names.ts";
import { text } from "../kinds/scalars.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** The compose file that an app runs, and the config files that come with it. */

export const composeFileRules = {
  "path.repository": "A path leads to a file of this repository.",
  "path.release": "A path under `files` stays inside the release.",
  "files.inside": "A path under `files` is a file or a folder, not both.",
} as const satisfies Record<string, string>;

/** A path to a file of the repository. */
function repositoryPath(path: string): Complaint | undefined {
  if (isPlainPath(path)) return undefined;
  return must(
    "path.repository",
    path,
    "a path in this repository",
    "names of letters, digits, `.`, `_` and `-` with `/` between them, from the repository's folder, without `..`",
  );
}

/** A path under the release's `files/`. */
function releasePath(path: string): Complaint | undefined {
  if (isPlainPath(path)) return undefined;
  return must(
    "path.release",
    path,
    "a path under `files/`",
    "names of letters, digits, `.`, `_` and `-` with `/` between them, without `..`",
  );
}

/** What editors can tell of a path in the repository. */
const pathPattern = "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$";

export const compose = text(
  {
    description:
      "The compose file. One of its services at least runs `${IMAGE}`, the image that pipelines deploy.",
    allowed: "a path in this repository",
    example: "compose/shop.yaml",
    rules: ["path.repository", "file.missing"],
    pattern: pathPattern,
  },
  repositoryPath,
);

export const files = map(
  { called: "path", rules: ["path.release", "files.inside"], check: releasePath },
  text(
    {
      description: "The file in this repository.",
      allowed: "a path in this repository",
      example: "compose/app.conf",
      rules: ["path.repository", "file.missing", "file.text"],
      pattern: pathPattern,
    },
    repositoryPath,
  ),
  {
    description:
      "Config files that the compose file mounts from `./files/`: the path there, and the file here. They belong to the release, and come back with a rollback.",
    example: "{ app.conf: compose/app.conf }",
    rules: ["path.release", "files.inside"],
  },
);

/** The files of the repository that settings name, as they were read. */
export interface Repository {
  compose: (path: string) => ComposeContent;
  file: (path: string) => string;
}

/** A compose file, parsed: YAML's anchors and merges are resolved, `${…}` is left alone. */
export interface ComposeContent {
  services: Record<string, ComposeService>;
  [key: string]: unknown;
}

export interface ComposeService {
  image?: string;
  [key: string]: unknown;
}

/** Its path in the repository, and what it says. */
export function buildCompose(path: z.infer<typeof compose>, repository: Repository) {
  return { path, content: repository.compose(path) };
}

/** Path in the release's `files/` → content. */
export function buildFiles(
  config: z.infer<typeof files>,
  repository: Repository,
): Record<string, string> {
  const texts = Object.entries(config).map(([path, from]) => [path, repository.file(from)]);
  return Object.fromEntries(texts) as Record<string, string>;
}

export function checkFiles(stack: Stack, at: Path): Problem[] {
  const paths = keysAt(stack, [...at, "files"]);
  return paths.flatMap((path) => {
    const folder = paths.find((other) => path.startsWith(`${other}/`));
    if (folder === undefined) return [];
    const message = `\`${folder}\` is a file already, and cannot hold \`${path}\`.`;
    const complaint = { rule: "files.inside", message, fix: "rename one of the two." } as const;
    return [complain(stack, [...at, "files", path], complaint, "key")];
  });
}
