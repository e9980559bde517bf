import { spawn, type SpawnOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installPythonChecks } from "../../toolchain/python.ts";

/** A file of tests that does not end has noticed as well; none needs nearly as long. */
const patience = 180_000;

interface Result {
  passed: boolean;
  output: string;
}

/** Whether a file is of slipway-host, or of its tests. */
export const isPython = (file: string) => file.endsWith(".py");

/**
 * Runs files of the unit tests in a folder, slipway-host's by pytest, up to the first failure, or until it
 * is told to end.
 */
export async function runTests(
  folder: string,
  tests: string[],
  signal: AbortSignal,
): Promise<Result> {
  const others = tests.filter((test) => !isPython(test));
  const byVitest = await (others.length > 0 ? vitest(folder, others, signal) : passed);
  const hosts = tests.filter(isPython);
  if (hosts.length === 0 || !byVitest.passed) return byVitest;
  const byPytest = await pytest(folder, hosts, signal);
  return { passed: byPytest.passed, output: byVitest.output + byPytest.output };
}

const passed: Result = { passed: true, output: "" };

async function vitest(folder: string, tests: string[], signal: AbortSignal): Promise<Result> {
  const command = join(folder, "node_modules", "vitest", "vitest.mjs");
  if (!existsSync(command)) throw new Error("vitest is not installed: npm ci");
  const args = [command, "run", "--project", "unit", "--project", "pure", "--bail=1", ...tests];
  const timeout = patience * tests.length;
  return run(process.execPath, args, { cwd: folder, timeout, signal });
}

async function pytest(folder: string, tests: string[], signal: AbortSignal): Promise<Result> {
  const site = await installPythonChecks((line) => void process.stdout.write(`${line}\n`));
  const args = ["-m", "pytest", "--exitfirst", "--quiet", "-p", "no:cacheprovider"];
  // A mistake of as many bytes, made within a second, would go unseen behind the bytecode of before.
  const env = { ...process.env, PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: "1" };
  const files = tests.map((test) => join(folder, test));
  const timeout = patience * tests.length;
  return run("python3", [...args, ...files], {
    ...{ cwd: join(folder, "host"), env, timeout, signal },
  });
}

function run(command: string, args: string[], options: SpawnOptions): Promise<Result> {
  const child = spawn(command, args, { ...options, stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ passed: code === 0, output }));
  });
}
