import { spawnSync } from "node:child_process";

/** The environment of git's own, whatever repository or settings the caller has around it. */
export const environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
};

interface Options {
  input?: string | Buffer;
  /** Variables besides: who commits, and when. */
  env?: Record<string, string>;
}

/**
 * What git says in a repository, or in none.
 *
 * @throws Error with what it says instead
 */
export function git(folder: string | undefined, args: string[], options: Options = {}): string {
  const result = run(folder, args, options);
  if (result.status !== 0) {
    throw new Error(`git ${args[0]} failed: ${result.stderr.trim() || String(result.error)}`);
  }
  return result.stdout;
}

/**
 * A file's contents, byte by byte.
 *
 * @throws Error where there is none
 */
export function blob(folder: string, id: string): Buffer {
  const options = { env: environment, maxBuffer: 1024 ** 3 };
  const result = spawnSync("git", ["--git-dir", folder, "cat-file", "blob", id], options);
  if (result.status === 0) return result.stdout;
  throw new Error(`git cat-file failed: ${result.stderr.toString().trim()}`);
}

export function succeeds(folder: string | undefined, args: string[]): boolean {
  return run(folder, args).status === 0;
}

/** Runs git and tells how it ended. */
export function run(folder: string | undefined, args: string[], { input, env }: Options = {}) {
  return spawnSync("git", folder ? ["--git-dir", folder, ...args] : args, {
    encoding: "utf8",
    input: input ?? "",
    env: { ...environment, ...env },
    maxBuffer: 1024 ** 3,
  });
}
