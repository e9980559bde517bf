import { spawn } from "node:child_process";

export interface Ran {
  code: number;
  /** What it said on both of its outputs. */
  said: string;
}

/** Runs a program to its end, with nothing on its input. */
export async function run(
  command: string,
  args: string[],
  { folder, environment }: { folder?: string; environment: Record<string, string> },
): Promise<Ran> {
  const child = spawn(command, args, {
    ...(folder === undefined ? {} : { cwd: folder }),
    env: { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", LANG: "C.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, said }));
  });
}

/** The same, of a program that must succeed. @returns what it said */
export async function runWell(...asked: Parameters<typeof run>): Promise<string> {
  const [command, args] = asked;
  const { code, said } = await run(...asked);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${said}`);
  return said;
}
