import { posix } from "node:path";
import { clean } from "../ignore/ignoreFile.ts";
import { UserError } from "../terminal/exit.ts";
import { printable } from "../terminal/output.ts";
import { droppedByText } from "./dropped.ts";
import { foldersOf, modes, type Tracked } from "./tree.ts";

/** Where a build begins, from the repository's root. */
export interface Place {
  /** The folder whose files `COPY` sees; `.` for all of them. */
  context: string;
  dockerfile: string;
}

/** What a build sees of the tracked files. */
export interface Context {
  /** In the order of their paths, which begin in the context. */
  files: Tracked[];
  /** Folders that are left without a file, and which `COPY` would still make. */
  emptied: string[];
  dockerfile: Tracked;
}

/** Where BuildKit looks for patterns, in turn; the first that is there and says something counts. */
export function ignoreFiles(tracked: Tracked[], { context, dockerfile }: Place): Tracked[] {
  const names = [`${clean(dockerfile)}.dockerignore`, posix.join(clean(context), ".dockerignore")];
  return names.flatMap((name) => {
    const file = tracked.find(({ path }) => path === name);
    return file ? [regular(file)] : [];
  });
}

/**
 * The context as BuildKit takes it from a checkout: what lies in the folder, less what patterns drop.
 *
 * @param ignored the text of the ignore file that counts, and its name
 * @throws UserError for a Dockerfile or a folder that is not tracked, and for a pattern that is wrong
 */
export function contextOf(
  tracked: Tracked[],
  place: Place,
  ignored?: { name: string; text: string },
): Context {
  const folder = clean(place.context);
  const name = clean(place.dockerfile);
  const dockerfile = tracked.find(({ path }) => path === name);
  if (!dockerfile) throw new UserError(`No Dockerfile is tracked as ${name}. (--dockerfile)`);
  const inside = tracked
    .filter(({ path }) => folder === "." || path.startsWith(`${folder}/`))
    .map((file) => ({ ...file, path: posix.relative(folder, file.path) }));
  if (inside.length === 0) {
    throw new UserError(`No file is tracked in the folder ${folder}. (--context)`);
  }
  const { isDropped, isLeft } = droppedByText(ignored?.text ?? "", ignored?.name ?? "");
  // Of what a submodule holds only its commit is known here, and an exception may take back a part of it.
  const files = inside.filter(({ path, mode }) =>
    mode === modes.submodule ? !isLeft(path) : !isDropped(path),
  );
  const kept = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const folders = new Set(inside.flatMap(({ path }) => foldersOf(path)));
  const emptied = [...folders].filter((path) => !kept.has(path) && !isDropped(path));
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    emptied: emptied.sort(),
    dockerfile: regular(dockerfile),
  };
}

/** BuildKit follows links to these two; what they lead to would be in no hash. */
function regular(file: Tracked): Tracked {
  if (file.mode !== modes.link && file.mode !== modes.submodule) return file;
  throw new UserError(`${printable(file.path)} is no regular file; put one there.`);
}
