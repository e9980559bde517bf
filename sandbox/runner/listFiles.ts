import type { Listed } from "./files.ts";
import type { JobContext } from "./phases.ts";
import { run } from "./processes.ts";

const kinds: Record<string, Listed["kind"]> = { f: "file", d: "directory", l: "link" };

/** A folder of the checkout and all below it, or a file, as the job's user sees them; no links followed. */
export async function listFiles(
  context: JobContext,
  base: string,
  signal: AbortSignal,
): Promise<Listed[]> {
  const printed = await output(context, "find", [`./${base}`, "-printf", "%y %T@ %p\\0"], signal);
  return printed.flatMap((entry) => {
    const [kind = "", changed, ...name] = entry.split(" ");
    const path = name
      .join(" ")
      .replace(/^\.\/(\.\/)?/, "")
      .replace(/\/$/, "");
    if (path === "" || path === ".") return [];
    return [{ path, kind: kinds[kind] ?? "other", changed: Number(changed) }];
  });
}

/** What git does not know, ignored files too. */
export async function untrackedFiles(context: JobContext, signal: AbortSignal): Promise<Listed[]> {
  const paths = await output(context, "git", ["ls-files", "--others", "-z"], signal);
  const now = Date.now() / 1000;
  return paths.map((path) => ({ path, kind: "file", changed: now }));
}

/** What a command prints, cut at each NUL. What it complains of is not there, and so not listed. */
async function output(
  { slot, place }: JobContext,
  command: string,
  args: string[],
  signal: AbortSignal,
): Promise<string[]> {
  const parts: Buffer[] = [];
  await run(slot, {
    ...{ command, args, cwd: place.project, signal },
    stdout: (bytes) => parts.push(bytes),
    output: () => {},
  });
  signal.throwIfAborted();
  return Buffer.concat(parts)
    .toString()
    .split("\0")
    .filter((part) => part !== "");
}
