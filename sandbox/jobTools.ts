import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { promisify } from "node:util";
import type { BuildKit } from "../toolchain/buildkit.ts";
import { provideCommands } from "./commands.ts";
import type { UnixUser } from "./runner/slot.ts";

const run = promisify(execFile);

/** What jobs of the sandbox find on the machine that runs them, where every user may read it. */
export interface JobTools {
  /** Slipway's repository. Jobs see it here and nobody else does: it may lie in a closed folder. */
  repository: string;
  /** First on the PATH of jobs: `slipway`, the `node` that runs it, and BuildKit's programs. */
  bin: string;
}

const ownRepository = join(import.meta.dirname, "..");

/** Users of their own for jobs, and folders that only jobs see, take root. */
export const isRoot = process.getuid?.() === 0;

/** Where they are. Jobs call `<bin>/slipway`. */
export function jobToolsOf(folder: string): JobTools {
  if (!isRoot) return { repository: ownRepository, bin: join(folder, "runners/bin") };
  const place = join("/run", `slipway-${hashOf(folder)}`);
  return { repository: join(place, "repository"), bin: join(place, "bin") };
}

/** A sandbox's or a test's, in names of what is the whole machine's. */
export function hashOf(folder: string): string {
  return createHash("sha256").update(folder).digest("hex").slice(0, 8);
}

/** @param buildKit its programs, where they are here. One without a path is on the PATH already */
export function provideJobTools(folder: string, buildKit?: BuildKit): JobTools {
  const { repository, bin } = jobToolsOf(folder);
  if (isRoot) mkdirSync(repository, { recursive: true, mode: 0o755 });
  const node = seen(process.execPath, repository);
  provideCommands(bin, join(repository, "cli/slipway.mjs"), "", node);
  const programs = { node, ...buildKit };
  for (const [name, program] of Object.entries(programs).filter(([, path]) => isAbsolute(path))) {
    rmSync(join(bin, name), { force: true });
    symlinkSync(seen(program, repository), join(bin, name));
  }
  return { repository, bin };
}

/**
 * Has jobs find what they run compiled, as in the tool image: they can't keep it where it is kept. Node
 * names the folder of what it has compiled by its version and, last, by the user's id.
 */
export async function provideCompiled(users: UnixUser[]): Promise<void> {
  const { stdout } = await run(process.execPath, [join(ownRepository, "cli/compile.mjs")]);
  const compiled = stdout.trim();
  for (const name of readdirSync(compiled).filter((name) => name.endsWith("-0"))) {
    for (const { uid } of users) {
      const link = join(compiled, name.replace(/0$/, String(uid)));
      // Of a user who is no more, and had this one's id.
      rmSync(link, { recursive: true, force: true });
      symlinkSync(name, link);
    }
  }
}

export function removeJobTools(folder: string): void {
  const { bin } = jobToolsOf(folder);
  rmSync(join(bin, ".."), { recursive: true, force: true });
}

/** A path of the repository as jobs see it. Others are the same for everyone. */
function seen(path: string, repository: string): string {
  const inside = relative(ownRepository, path);
  return inside.startsWith("..") ? path : join(repository, inside);
}

/** Runs a command where the repository is seen at its place for jobs too, and can't be written to. */
export function withTools({ repository }: JobTools, words: string[]): string[] {
  if (!isRoot) return words;
  const script = 'mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"; shift 2; exec "$@"';
  return [
    "unshare",
    "--mount",
    "--",
    "sh",
    "-ec",
    script,
    "sh",
    ownRepository,
    repository,
    ...words,
  ];
}
