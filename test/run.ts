import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installPackages } from "../sandbox/packages.ts";
import { machinesDocker } from "../sandbox/docker.ts";
import { installPrograms } from "./clients/support/programs.ts";
import { removeMachine, startMachine } from "./support/machine.ts";
import { failure, linesOfEach, type Outcome, readReport } from "./support/report.ts";
import { installBuildKit } from "../toolchain/buildkit.ts";
import { installEngine } from "../toolchain/engine.ts";
import { installPythonChecks } from "../toolchain/python.ts";

/**
 * `npm test`: sets up what the tests need, then runs every check, goes on after one that fails, and
 * ends with what failed and one line of sums. What this machine can't run is said; in CI that is a
 * failure.
 *
 * With `--long` (`npm run test:long`) it runs what takes too long for every change, and only that.
 */

/** What slipway-host is checked with. */
const pythonChecks = "mypy, ruff and pytest";

/** Projects that run beside `engine`, one after the other, on a machine of their own. */
const ofLoop = ["loop", "browser"];

/** Prettier looks at nothing again that has not changed since it was well. */
const once = ["--cache", "--cache-strategy", "content"];

/** Most of these wait for something: side by side they take what the machine's cores take. */
const lanes = [
  [unit],
  [checks, system],
  // Sandboxes call Compose's projects alike: on one Docker they take turns.
  [engine, loop, browser],
];

const say = (line: string) => void process.stdout.write(`${line}\n`);
const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const missing = await setUp();
const began = Date.now();

const machine = mkdtempSync(join(tmpdir(), "slipway-machine-"));
const loopMachine = mkdtempSync(join(tmpdir(), "slipway-machine-"));
process.env.SLIPWAY_TEST_MACHINE = machine;
try {
  if (!missing.has("packages")) await startMachine(machine);
  if (process.argv.includes("--long")) await lane(clients, long, mutations);
  else await Promise.all(lanes.map((works) => lane(...works)));
} finally {
  if (!missing.has("packages")) await removeMachine(machine);
  // Its first test has started it, where there was one.
  if (readdirSync(loopMachine).length > 0) await removeMachine(loopMachine);
  else rmSync(loopMachine, { recursive: true });
}
say(`\nIn ${Math.round((Date.now() - began) / 1000)} s after the set-up:`);
// Hours of output scroll by, and CI keeps its end.
for (const each of failures) say(`✗ ${each}`);
say(sums(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function lane(...works: (() => Promise<void>)[]): Promise<void> {
  for (const work of works) await work();
}

async function checks(): Promise<void> {
  await check("types", ["tsc", "--noEmit"]);
  await check("lint", ["eslint", "."]);
  await check("format", ["prettier", ...once, "--check", "--log-level", "warn", "."]);
  await slipwayHost();
  if (missing.has("packages")) return;
  await check("shellcheck", [
    "shellcheck",
    "toolchain/install.sh",
    ".ci/run",
    "sandbox/images/public/docker-entrypoint.sh",
  ]);
}

/** The program on servers, which is Python, and the sandbox's one file of it. */
async function slipwayHost(): Promise<void> {
  if (missing.has(pythonChecks)) return;
  const site = await installPythonChecks(say);
  const python = (...args: string[]) =>
    ["env", "--chdir=host", `PYTHONPATH=${site}`, "python3", "-m"].concat(args);
  const network = "../sandbox/network.py";
  const all = [".", network, "--config", "pyproject.toml"];
  await check("mypy", python("mypy"));
  await check("mypy of the sandbox", python("mypy", network));
  await check("ruff", python("ruff", "check", ...all));
  await check("ruff format", python("ruff", "format", "--diff", ...all));
  await pytest(python);
}

/** Its tests are counted one by one. */
async function pytest(python: (...args: string[]) => string[]): Promise<void> {
  const { code, last } = await run("pytest", python("pytest", "--quiet", "--no-header"));
  const [, failed = "0"] = /(\d+) (?:failed|error)/.exec(last) ?? [];
  const [, passed = "0"] = /(\d+) passed/.exec(last) ?? [];
  const [, skipped = "0"] = /(\d+) skipped/.exec(last) ?? [];
  const outcome = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
  const isSound = code === 0 && outcome.failed === 0 && outcome.passed > 0;
  count(
    "pytest",
    isSound ? outcome : { ...failure(last), ...outcome, failed: outcome.failed || 1 },
  );
}

async function unit(): Promise<void> {
  await vitest(["unit", "pure"]);
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
    [pythonChecks, () => installPythonChecks(say)],
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
      const said = error instanceof Error ? error.message : String(error);
      say(said);
      if (process.env.CI) count(`set-up of ${name}`, failure(said));
    }
  }
  return lacking;
}

async function check(title: string, command: string[]): Promise<void> {
  const { code, last } = await run(title, command);
  count(title, code === 0 ? { passed: 1, failed: 0 } : failure(last));
}

async function vitest(projects: string | string[], ...needs: string[]): Promise<void> {
  const [project = ""] = [projects].flat();
  const lacking = needs.filter((need) => missing.has(need));
  if (lacking.length > 0) {
    const said = `can't run here: what they need (${lacking.join(", ")}) is missing`;
    say(`– ${project} tests ${said}.`);
    if (process.env.CI) count(project, failure(said));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const chosen = [projects].flat().flatMap((name) => ["--project", name]);
  const command = ["vitest", "run", ...chosen, ...reporters];
  const { code, last } = await run(
    project,
    command,
    ofLoop.includes(project) ? loopMachine : machine,
  );
  const outcome = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  // A file that does not load, or an error outside of a test, fails the run and no test.
  if (code !== 0 && outcome.failed === 0) {
    outcome.failed = 1;
    if (!outcome.failures?.length) outcome.failures = failure(last).failures;
  }
  count(project, outcome);
}

function count(title: string, outcome: Outcome): void {
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped ?? 0;
  failures.push(...(outcome.failures ?? []).map((each) => `${title}: ${each}`));
  say(`${outcome.failed > 0 ? "✗" : "✓"} ${title}: ${sums(outcome)}`);
}

function sums({ passed, failed, skipped = 0 }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Runs a command, and shows each line it prints under its title as it comes. @returns its last lines */
async function run(
  title: string,
  [command = "", ...args]: string[],
  onMachine = machine,
): Promise<{ code: number; last: string }> {
  const env = { ...process.env, SLIPWAY_TEST_MACHINE: onMachine };
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() === "") return;
      say(`${title} │ ${line}`);
      last.push(line);
      if (last.length > linesOfEach) last.shift();
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve({ code: 1, last: error.message });
    });
    child.once("close", (code) => resolve({ code: code ?? 1, last: last.join("\n") }));
  });
}
