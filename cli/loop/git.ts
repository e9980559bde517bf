import { spawn } from "node:child_process";
import { UserError } from "../terminal/exit.ts";

/** What git said, and by which code it ended. */
export class GitError extends UserError {
  readonly code: number | null;

  constructor(message: string, code: number | null) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs git in a checkout, which may belong to another user, as a job's in a container does. Only what
 * reads objects is run, so nothing of the checkout's configuration takes effect.
 *
 * @param more variables: what is secret goes here, and not among the arguments
 * @throws GitError with what git said
 */
export async function git(
  folder: string,
  args: string[],
  input = "",
  more: NodeJS.ProcessEnv = {},
): Promise<Buffer> {
  const child = spawn("git", ["-C", folder, "-c", "safe.directory=*", ...args], {
    env: { ...gitEnvironment(), ...more },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", () => reject(new UserError("`git` could not be started. Install it.")));
    child.on("close", resolve);
  });
  if (code === 0) return Buffer.concat(output);
  throw new GitError(`git ${args[0]}: ${Buffer.concat(said).toString("utf8").trim()}`, code);
}

/** All that a git process needs. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: "C" },
    // A ref of the repository may not say that one object means another.
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}
