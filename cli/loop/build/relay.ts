import { spawn, type SpawnOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { UserError } from "../../terminal/exit.ts";
import { printable, say } from "../../terminal/output.ts";

/** What a command said, and how it ended. */
export interface Relayed {
  code: number | null;
  /** The last lines of its standard error. */
  lines: string[];
}

/** Enough for any step's error, and not for a whole build's output. */
const kept = 2_000;

/** Runs a command to its end and shows what it says on standard error as it comes. */
export async function relay(
  command: string,
  args: string[],
  options: SpawnOptions,
  redact: (text: string) => string,
): Promise<Relayed> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "pipe"] });
  const kill = () => child.kill();
  process.once("exit", kill);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stderr, crlfDelay: Infinity });
  reader.on("line", (line) => {
    const clean = printable(redact(line));
    lines.push(clean);
    if (lines.length > kept) lines.shift();
    say(clean);
  });
  const read = new Promise((resolve) => reader.once("close", resolve));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", () => reject(new UserError(missing(command))));
      child.once("close", resolve);
    });
    await read;
    return { code, lines };
  } finally {
    process.off("exit", kill);
  }
}

export function missing(command: string): string {
  return `\`${command}\` is not there. The tool image has it; on a runner without images install it (docs/pipeline.md).`;
}
