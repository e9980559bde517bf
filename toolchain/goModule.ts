import { spawn } from "node:child_process";

/** Says what goes on, a line at a time. */
export type Progress = (line: string) => void;

/** Programs of a Go module that a go.mod of ours pins. */
export interface GoPrograms {
  /** What people call it. */
  called: string;
  /** The folder of the go.mod; its go.sum verifies every module that goes into the programs. */
  module: string;
  packages: string[];
  /** Variables of the programs that are set: their version. */
  variables: Record<string, string>;
  /** How long it takes on two cores that have nothing else to do. */
  takes: string;
}

/**
 * Builds programs from their Go module.
 *
 * @param output a folder that is there, for the programs by their own names; or a file, for one of them.
 */
export async function buildGoPrograms(
  { called, module, packages, variables, takes }: GoPrograms,
  output: string,
  progress: Progress,
): Promise<void> {
  const started = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    progress(`Building ${called} from its Go module … ${seconds} s`);
  }, 15_000);
  progress(`Building ${called} from its Go module, which takes about ${takes} …`);
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const flags = ["-s", "-w", ...set].join(" ");
  try {
    await run("go", ["build", "-C", module, "-ldflags", flags, "-o", output, ...packages]);
  } finally {
    clearInterval(timer);
  }
}

/** Runs a program. @throws with the end of what it said. */
export async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", () => reject(new Error(`\`${command}\` is not on the PATH`)));
    child.on("close", (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new Error(lastLines(errors) || `\`${command}\` ended with ${code}`);
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" · ");
}
