import { closeSync, createReadStream, openSync } from "node:fs";
import type { Listed } from "./files.ts";
import { JobFailure } from "./job.ts";
import type { JobContext } from "./phases.ts";
import { run } from "./processes.ts";

/**
 * Archives of the job's files, in files that are the runner's. Debian's zip, unzip, gzip and tar make
 * them and not a library, since they run as the job's user, who may read and write the checkout and
 * nothing else: a link in it leads nowhere that the job itself could not go.
 */

/** What GitLab takes as `archive`. Links stay links. */
export function zip(...[context, files, target, signal]: Pack): Promise<void> {
  const names = files.map(({ path }) => path).filter((path) => !path.includes("\n"));
  const args = ["-q", "-y", "-nw", "-", "-@"];
  return pack(context, "zip", args, names.map((name) => `${name}\n`).join(""), target, signal);
}

/** One member per file, as GitLab takes reports. */
export function gzip(...[context, files, target, signal]: Pack): Promise<void> {
  const names = files.filter(({ kind }) => kind === "file").map(({ path }) => path);
  return pack(context, "gzip", ["--stdout", "--", ...names], "", target, signal);
}

/** One file as it is, as GitLab takes other reports. */
export function raw(...[context, files, target, signal]: Pack): Promise<void> {
  const names = files.filter(({ kind }) => kind === "file").map(({ path }) => path);
  if (names.length !== 1) {
    const many = `only one file can be sent as it is, and there are ${names.length}`;
    throw new JobFailure(many, "script_failure", 1);
  }
  return pack(context, "cat", ["--", ...names], "", target, signal);
}

/** What a cache is kept as: it never leaves the machine, and what is in it is mostly compressed. */
export function tar(...[context, files, target, signal]: Pack): Promise<void> {
  const args = ["--create", "--no-recursion", "--null", "--files-from=-"];
  const names = files.map(({ path }) => `./${path}\0`).join("");
  return pack(context, "tar", args, names, target, signal);
}

type Pack = [context: JobContext, files: Listed[], target: string, signal: AbortSignal];

async function pack(
  ...[context, command, args, input, target, signal]: [
    JobContext,
    string,
    string[],
    string,
    string,
    AbortSignal,
  ]
): Promise<void> {
  const { slot, place, trace } = context;
  const file = openSync(target, "w", 0o600);
  try {
    const { code } = await run(slot, {
      ...{ command, args, input, signal, cwd: place.project },
      // No pipe: zip goes back in what it has written where it stores links.
      stdout: file,
      output: (bytes) => trace.write(bytes),
    });
    signal.throwIfAborted();
    if (code !== 0) throw new JobFailure(`${command} ended with ${code}`, "script_failure", 1);
  } finally {
    closeSync(file);
  }
}

/** @param file one that the job's user may read */
export async function unzip(context: JobContext, file: string, signal: AbortSignal): Promise<void> {
  const { slot, place, trace } = context;
  const { code } = await run(slot, {
    ...{ command: "unzip", args: ["-o", "-qq", file], cwd: place.project, signal },
    output: (bytes) => trace.write(bytes),
  });
  signal.throwIfAborted();
  // 1: there was something to warn of, an empty archive for one.
  if (code !== 0 && code !== 1) {
    throw new JobFailure(`unzip ended with ${code}`, "script_failure", 1);
  }
}

/** @returns whether all of it could be unpacked. */
export async function untar(
  context: JobContext,
  file: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { slot, place, trace } = context;
  const { code } = await run(slot, {
    ...{ command: "tar", args: ["--extract", "--file=-"], cwd: place.project, signal },
    input: createReadStream(file),
    output: (bytes) => trace.write(bytes),
  });
  signal.throwIfAborted();
  return code === 0;
}
