import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a branch or a tag points at, by its whole name: `refs/heads/main`. Read where git keeps it
 * (gitrepository-layout(5)), since it is asked at almost every request and git takes a while to start.
 *
 * @returns undefined where there is none
 */
export function readRef(folder: string, name: string): string | undefined {
  // git takes no name with it (git-check-ref-format(1)), and a path with it leads elsewhere.
  if (name.includes("..")) return undefined;
  const line = () => packed(folder).find((each) => each.endsWith(` ${name}`));
  return hash(read(join(folder, name))) ?? hash(line()?.slice(0, -name.length));
}

/** Whether there is any branch. */
export function hasBranches(folder: string): boolean {
  const below = "refs/heads/";
  const files = readdirSync(join(folder, below), { recursive: true, withFileTypes: true });
  // What is locked may be there for the first time.
  const isThere = files.some((file) => file.isFile() && !file.name.endsWith(".lock"));
  return isThere || packed(folder).some((line) => line.includes(` ${below}`));
}

/** The lines of those that `git pack-refs` has put into one file, as `git gc` does. */
function packed(folder: string): string[] {
  return read(join(folder, "packed-refs"))?.split("\n") ?? [];
}

function hash(text: string | undefined): string | undefined {
  return /^[0-9a-f]{40,64}$/.exec(text?.trim() ?? "")?.[0];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // None of that name, or a folder of others.
    return undefined;
  }
}
