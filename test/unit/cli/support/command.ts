import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  /** Standard input; none at all by default. */
  input?: string | Uint8Array;
  env?: NodeJS.ProcessEnv;
}

/** The command's file. */
export const slipwayCommand = join(
  import.meta.dirname,
  "..",
  "..",
  "..",
  "..",
  "cli",
  "slipway.mjs",
);

/** Where these commands put what is temporary; in a place of their own, so that leftovers show. */
export const temporary = mkdtempSync(join(tmpdir(), "slipway-test-"));
process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));

/** The passphrase of every test's stack files. */
export const testPassphrase = "canary-passphrase";

/** Starts the real command, as `npx slipway` does. */
export function start(args: string[], { cwd, env }: RunOptions): Running {
  const child = spawn(process.execPath, [slipwayCommand, ...args], {
    cwd,
    // A process group of its own, as a terminal gives one, so that a test can signal all of it.
    detached: true,
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary },
      ...{ PULUMI_CONFIG_PASSPHRASE: testPassphrase, ...env },
    },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...output }));
  });
  return { child, output, finished };
}

export interface Running {
  child: ChildProcessWithoutNullStreams;
  output: { stdout: string; stderr: string };
  finished: Promise<Finished>;
}

/** Runs the real command to its end. */
export function run(args: string[], options: RunOptions): Promise<Finished> {
  const { child, finished } = start(args, options);
  // A command that refuses its arguments does not read its input.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  return finished;
}

/**
 * The command lines (or with "environ" the environments) on this machine, at this moment, that have
 * one of these texts in them.
 */
export function processesWith(texts: string[], file: "cmdline" | "environ" = "cmdline"): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/${file}`, "latin1");
      } catch {
        return "";
      }
    })
    .filter((content) => texts.some((text) => content.includes(text)));
}
