import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { valueAt } from "../kinds/walk.ts";
import { yamlOf } from "./yaml.ts";

/** A file as it was found. */
export type SourceFile = { path: string } & (
  | { text: string }
  | {
      text: undefined;
      why: "missing" | "not text" | "unreadable" | "too large" | "link";
      /** Where a file is that was likely meant. */
      instead?: string | undefined;
    }
);

/** The most that a file of a repository may have where it is read as data: what is larger is none of these. */
export const mostBytes = 2 * 1024 * 1024;

/** All that the settings are read from. */
export interface StackFiles {
  project: SourceFile;
  /** By stack: `Pulumi.<stack>.yaml`. */
  stacks: Map<string, SourceFile>;
  /** By path: the compose files, and what `files` names. */
  others: Map<string, SourceFile>;
  /** By folder of a compose file: the names of what is in it. */
  entries: Map<string, ReadonlySet<string>>;
  /** Files that look like stack files and are not read, by Pulumi as little as by Slipway. */
  ignored: string[];
}

/** Where stack files are: a folder of this machine, or something that is like one. */
export interface FileTree {
  /** What is in a folder; nothing where there is none. The repository's own is the empty text. */
  names: (folder: string) => string[];
  exists: (path: string) => boolean;
  read: (path: string) => SourceFile;
}

/**
 * Reads the stack files of a folder and every file they name. The one place of `settings/` that
 * touches a disk. A file that is missing or damaged is no error here: `check` and `load` report it.
 */
export function readStackFiles(folder: string): StackFiles {
  return stackFilesOf({
    names: (name) => namesIn(join(folder, name)),
    exists: (path) => existsSync(join(folder, path)),
    read: (path) => read(folder, path),
  });
}

/** The same, wherever they are. */
export function stackFilesOf(tree: FileTree): StackFiles {
  const readFrom = (path: string) => withLikelier(tree.read(path), tree);
  const names = tree.names("").sort();
  const stacks = new Map<string, SourceFile>();
  const others = new Map<string, SourceFile>();
  for (const name of names) {
    const stack = /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1];
    if (stack !== undefined) stacks.set(stack, readFrom(name));
  }
  for (const file of stacks.values()) {
    for (const path of file.text === undefined ? [] : namedFiles(file)) {
      if (!others.has(path)) others.set(path, readFrom(path));
    }
  }
  const ignored = names.filter((name) => /^Pulumi(\..+)?\.(yml|json)$/i.test(name));
  const folders = new Set([...others.keys()].map((path) => path.split("/").slice(0, -1).join("/")));
  const inside = [...folders].map((name) => [name, new Set(tree.names(name))] as const);
  return {
    project: readFrom("Pulumi.yaml"),
    stacks,
    others,
    entries: new Map(inside),
    ignored,
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(folder: string, path: string): SourceFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, path));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return { path, text: undefined, why: isMissing ? "missing" : "unreadable" };
  }
  return sourceFile(path, bytes);
}

/** A file of these bytes. */
export function sourceFile(path: string, bytes: Uint8Array): SourceFile {
  try {
    // A byte order mark stays: what is laid down on a server is what stands here, to the byte.
    return { path, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { path, text: undefined, why: "not text" };
  }
}

function withLikelier(file: SourceFile, { exists }: FileTree): SourceFile {
  const isMissing = file.text === undefined && file.why === "missing";
  return isMissing ? { ...file, instead: likelyPath(file.path, exists) } : file;
}

/** A path beside one that leads nowhere: in `compose/`, or with the other ending of YAML. */
export function likelyPath(path: string, exists: (path: string) => boolean): string | undefined {
  const other = path.replace(/\.(yaml|yml)$/, (ending) => (ending === ".yml" ? ".yaml" : ".yml"));
  const names = [other, `compose/${path}`, `compose/${other}`];
  return names.find((name) => name !== path && exists(name));
}

/** What `compose` and `files` of an environment's apps name, whatever else the file says. */
function namedFiles(file: SourceFile & { text: string }): string[] {
  const apps = valueAt(yamlOf(file).value, ["config", "slipway:apps"]);
  return children(apps).flatMap((app) => {
    const named = [valueAt(app, ["compose"]), ...children(valueAt(app, ["files"]))];
    return named.filter((path) => typeof path === "string" && isInside(path)) as string[];
  });
}

/** Whether a path stays in the repository; others are reported, not read. */
function isInside(path: string): boolean {
  return path !== "" && !path.startsWith("/") && !path.split(/[/\\]/).includes("..");
}

function children(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
