import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative } from "node:path";

/** Every file, folder and link below a folder, with what is in it, who it belongs to and who may read it. */
export function tree(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true }) as string[];
  return Object.fromEntries(paths.sort().map((path) => [path, described(join(folder, path))]));
}

function described(path: string): string {
  const { mode, uid, gid } = lstatSync(path);
  const is = lstatSync(path);
  const content = is.isSymbolicLink()
    ? readlinkSync(path)
    : is.isFile()
      ? createHash("sha256").update(readFileSync(path)).digest("hex")
      : "";
  return `${mode.toString(8)} ${uid}:${gid} ${content}`;
}

/** What of a tree is not below one of these paths. */
export function outside(all: Record<string, string>, paths: string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).filter(
      ([path]) => !paths.some((each) => !relative(each, path).startsWith(".")),
    ),
  );
}

export interface Process {
  id: number;
  command: string;
}

/** The processes whose command line or environment names a text. */
export function processes(text: string): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((id) => ({ id: Number(id), command: of(id, "cmdline"), environment: of(id, "environ") }))
    .filter(({ command, environment }) => `${command}${environment}`.includes(text))
    .map(({ id, command }) => ({ id, command }));
}

function of(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/**
 * Looks again and again how much memory the calls of a server have taken, at most.
 *
 * @returns stops it; answers with mebibytes.
 */
export function watchMemory(root: string): () => number {
  let most = 0;
  const timer = setInterval(() => {
    for (const { id, command } of processes(root)) {
      if (!/python.*slipway|slipway-host|python/.test(command)) continue;
      const peak = /VmHWM:\s*(\d+)/.exec(of(String(id), "status"))?.[1];
      most = Math.max(most, Number(peak ?? 0) / 1024);
    }
  }, 20);
  return () => {
    clearInterval(timer);
    return most;
  };
}
