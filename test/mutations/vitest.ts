import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A file of tests that does not end has noticed as well; none needs nearly as long. */
const patience = 180_000;

/** Runs files of the unit tests in a folder, up to the first failure, or until it is told to end. */
export function vitest(
  folder: string,
  tests: string[],
  signal: AbortSignal,
): Promise<{ passed: boolean; output: string }> {
  const command = join(folder, "node_modules", "vitest", "vitest.mjs");
  if (!existsSync(command)) throw new Error("vitest is not installed: npm ci");
  const args = [command, "run", "--project", "unit", "--bail=1", ...tests];
  const options = { cwd: folder, timeout: patience * tests.length, signal };
  const child = spawn(process.execPath, args, { ...options, stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ passed: code === 0, output }));
  });
}
