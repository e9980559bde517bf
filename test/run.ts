import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installPackages } from "../sandbox/packages.ts";
import { machinesDocker } from "../sandbox/docker.ts";
import { installPrograms } from "./clients/support/programs.ts";
import { removeMachine, startMachine } from "./support/machine.ts";
import { installBuildKit } from "../toolchain/buildkit.ts";
import { installEngine } from "../toolchain/engine.ts";

/**
 * `npm test`: sets up what the tests need, then runs every check, goes on after one that fails, and
 * ends with one line of sums. What this machine can't run is said; in CI that is a failure.
 *
 * With `--long` (`npm run test:long`) it runs what takes too long for every change, and only that.
 */
interface Outcome {
  passed: number;
  failed: number;
  /** Tests that are marked as not to be run. There are none; one would show. */
  skipped?: number;
}

/** Projects that run beside `engine`, one after the other, on a machine of their own. */
const ofLoop = ["loop", "browser"];

/** Prettier looks at nothing again that has not changed since it was well. */
const once = ["--cache", "--cache-strategy", "content"];

const say = (line: string) => void process.stdout.write(`${line}\n`);
const total = { passed: 0, failed: 0, skipped: 0 };
const missing = await setUp();
const began = Date.now();

const machine = mkdtempSync(join(tmpdir(), "slipway-machine-"));
const loopMachine = mkdtempSync(join(tmpdir(), "slipway-machine-"));
process.env.SLIPWAY_TEST_MACHINE = machine;
try {
  if (!missing.has("packages")) await startMachine(machine);
  if (process.argv.includes("--long")) await lane(clients, long, mutations);
  else await Promise.all((await lanes()).map((works) => lane(...works)));
} finally {
  if (!missing.has("packages")) await removeMachine(machine);
  // Its first test has started it, where there was one.
  if (readdirSync(loopMachine).length > 0) await removeMachine(loopMachine);
  else rmSync(loopMachine, { recursive: true });
}
say(`\nIn ${Math.round((Date.now() - began) / 1000)} s after the set-up:`);
say(sums(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/** Most of these wait for something: side by side they take what the machine's cores take. */
async function lanes(): Promise<(() => Promise<void>)[][]> {
  const isOneDocker = (await machinesDocker()) !== undefined;
  // Sandboxes call Compose's projects alike: on one Docker they take turns.
  if (isOneDocker) return [[unit], [checks, system], [engine, loop, browser]];
  return [[unit], [checks, system, loop, browser], [engine]];
}

async function lane(...works: (() => Promise<void>)[]): Promise<void> {
  for (const work of works) await work();
}

async function checks(): Promise<void> {
  await check("types", ["tsc", "--noEmit"]);
  await check("lint", ["eslint", "."]);
  await check("format", ["prettier", ...once, "--check", "--log-level", "warn", "."]);
  if (missing.has("packages")) return;
  await check("shellcheck", [
    "shellcheck",
    "host/slipway-host",
    "toolchain/install.sh",
    ".ci/run",
    "sandbox/images/public/docker-entrypoint.sh",
  ]);
}

async function unit(): Promise<void> {
  await vitest("unit");
}

async function engine(): Promise<void> {
  await vitest("engine", "engine", "packages");
}

async function system(): Promise<void> {
  await vitest("system", "packages", "BuildKit");
}

async function loop(): Promise<void> {
  await vitest("loop", "engine", "packages", "BuildKit");
}

async function browser(): Promise<void> {
  await vitest("browser", "engine", "packages", "BuildKit");
}

async function long(): Promise<void> {
  await vitest("long", "engine", "packages", "BuildKit");
}

async function clients(): Promise<void> {
  await vitest("clients", "clients");
}

/** What it prints names each survivor. */
async function mutations(): Promise<void> {
  await check("mutations", ["node", "test/mutations/run.ts"]);
}

/** @returns what could not be had. */
async function setUp(): Promise<Set<string>> {
  const needs: [string, () => Promise<unknown>][] = [
    ["engine", () => installEngine(say)],
    ["BuildKit", () => installBuildKit(say)],
    ["packages", async () => installPackages((await machinesDocker()) !== undefined, say, true)],
    ...(process.argv.includes("--long")
      ? [["clients", () => installPrograms(say)] as [string, () => Promise<unknown>]]
      : []),
  ];
  const lacking = new Set<string>();
  for (const [name, install] of needs) {
    try {
      await install();
    } catch (error) {
      lacking.add(name);
      say(error instanceof Error ? error.message : String(error));
      if (process.env.CI) count(`set-up of ${name}`, { passed: 0, failed: 1 });
    }
  }
  return lacking;
}

async function check(title: string, command: string[]): Promise<void> {
  const ok = (await run(title, command)) === 0;
  count(title, { passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
}

async function vitest(project: string, ...needs: string[]): Promise<void> {
  const lacking = needs.filter((need) => missing.has(need));
  if (lacking.length > 0) {
    say(`– ${project} tests can't run here: what they need (${lacking.join(", ")}) is missing.`);
    if (process.env.CI) count(project, { passed: 0, failed: 1 });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const command = ["vitest", "run", "--project", project, ...reporters];
  const code = await run(project, command, ofLoop.includes(project) ? loopMachine : machine);
  const outcome = read(report);
  rmSync(folder, { recursive: true, force: true });
  // A file that does not load, or an error outside of a test, fails the run and no test.
  const unseen = code !== 0 && outcome.failed === 0 ? 1 : 0;
  count(project, { ...outcome, failed: outcome.failed + unseen });
}

function read(report: string): Outcome {
  try {
    const result = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numTotalTests: number;
    };
    const { numPassedTests: passed, numFailedTests: failed, numTotalTests } = result;
    return { passed, failed, skipped: numTotalTests - passed - failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function count(title: string, outcome: Outcome): void {
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped ?? 0;
  say(`${outcome.failed > 0 ? "✗" : "✓"} ${title}: ${sums(outcome)}`);
}

function sums({ passed, failed, skipped = 0 }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Runs a command, and shows each line it prints under its title as it comes. */
async function run(
  title: string,
  [command = "", ...args]: string[],
  onMachine = machine,
): Promise<number> {
  const env = { ...process.env, SLIPWAY_TEST_MACHINE: onMachine };
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() !== "") say(`${title} │ ${line}`);
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => {
      say(`${title} │ ${error.message}`);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}
