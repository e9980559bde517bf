import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installEngine } from "../../toolchain/engine.ts";
import { stopDaemon } from "../../sandbox/daemon.ts";
import { compose, removeMachine, startMachine } from "../support/machine.ts";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { builds } from "./build.ts";
import { diff } from "./diff.ts";
import { everyday } from "./everyday.ts";
import { loop } from "./loop.ts";
import type { Slipway } from "./measure.ts";
import { scale } from "./scale.ts";

/**
 * `npm run bench`, with `-- scale` how it grows, with `-- build` what a build takes, with `-- loop` what the
 * loop takes and with `-- diff` what a diff of many apps does: each figure beside what it is compared with,
 * taken in turn in one run, since only ratios travel from one machine to another. docs/benchmarks.md says
 * what they mean.
 */
const [what = "everyday", backend] = process.argv.slice(2);
const kinds = {
  everyday: onSandbox,
  scale: onSandbox,
  build: ofBuilds,
  loop: ofLoop,
  diff: ofDiff,
};
const measure = (kinds as Partial<Record<string, () => Promise<void>>>)[what];
if (!measure) {
  console.error(`There is no benchmark \`${what}\`: scale, build, loop or diff, or none of them.`);
  process.exit(2);
}
/** @param usual where ROUNDS does not say it */
const rounds = (usual: number) => Number(process.env.ROUNDS ?? usual);

/** What to take away again, the last first. */
const ends: (() => Promise<void>)[] = [];
const interrupted = new Promise<never>((_resolve, reject) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => reject(new Error(`Ended by ${signal}.`)));
  }
});

try {
  await Promise.race([measure(), interrupted]);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  console.error("Taking all of it away …");
  for (const end of ends.reverse()) await end().catch(console.error);
}
// What was interrupted goes on waiting for what is no more.
process.exit();

async function machineIn(): Promise<{
  folder: string;
  machine: Awaited<ReturnType<typeof startMachine>>;
}> {
  await installEngine(console.error);
  const folder = await mkdtemp(join(tmpdir(), "slipway-bench-"));
  const starting = startMachine(folder);
  ends.push(async () => {
    await starting.catch(() => {});
    await removeMachine(folder);
  });
  return { folder, machine: await starting };
}

async function onSandbox(): Promise<void> {
  const { folder, machine } = await machineIn();
  const starting = startSandbox(folder, machine, { compose });
  ends.push(async () => {
    await starting.catch(() => {});
    await Promise.all(["gitlab", "sshd"].map((name) => stopDaemon(folder, name)));
  });
  const sandbox = await starting;
  const slipway = slipwayIn(sandbox);
  if (what === "scale") await scale(sandbox, slipway, backend);
  else await everyday(sandbox, machine, { slipway, rounds: rounds(20) });
}

function slipwayIn(sandbox: Sandbox): Slipway {
  return async (args, variables) => {
    const { code, stdout, stderr } = await sandbox.slipway(args, variables ? { variables } : {});
    if (code !== 0) throw new Error(`slipway ${args.join(" ")}: ${code}\n${stdout}${stderr}`);
  };
}

async function ofLoop(): Promise<void> {
  const { folder } = await machineIn();
  await loop(folder, rounds(5), (end) => void ends.push(end));
}

async function ofBuilds(): Promise<void> {
  const { machine } = await machineIn();
  await builds(machine, rounds(3), (end) => void ends.push(end));
}

async function ofDiff(): Promise<void> {
  await diff(rounds(10), (end) => void ends.push(end));
}
