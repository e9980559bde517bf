import { join, relative } from "node:path";
import { ownStacks, readStackFiles } from "../settings/index.ts";
import { installBuildKit } from "../toolchain/buildkit.ts";
import { installEngine } from "../toolchain/engine.ts";
import { alone } from "./alone.ts";
import { machinesDocker } from "./docker.ts";
import { failureOf } from "./failure.ts";
import { example } from "./images/example.ts";
import { providePublicImages, publicRepositories } from "./images/publicImages.ts";
import { timesOf, turnOnce } from "./loop/once.ts";
import { providePeople } from "./loop/people.ts";
import { startMachine, type Machine } from "./machine.ts";
import { installPackages } from "./packages.ts";
import { orSay, progress } from "./progress.ts";
import { startProjects } from "./projects.ts";
import { startRunners } from "./runnerDaemon.ts";
import { environments, group, repository, startSandbox, type Sandbox } from "./sandbox.ts";
import { startTimer } from "./timer.ts";
import { whatNext } from "./whatNext.ts";

/**
 * `npm start`: everything remote on this machine, and the product run against it as a user would:
 * `up` for every stack, then the loop turned once with the example. Done again it changes nothing.
 */
const folder = join(repository, ".sandbox");

const { step, say } = progress();
await orSay(say, async () => {
  requireExample();
  await alone(folder, "npm start", start);
});

/** The sandbox plays the example: its images, servers and environments are those that it has. */
function requireExample(): void {
  const own = ownStacks(readStackFiles(repository));
  if (own.length === 0) return;
  throw new Error(
    `The stack files here are your own (${own.join(", ")}), and the sandbox plays the example's. ` +
      "To try Slipway, start it in a fresh clone of Slipway's repository.",
  );
}

async function start(): Promise<void> {
  await step("programs", programs);
  // The engine takes two minutes to build, and the images need none of it.
  const [machine] = await Promise.all([
    step("Docker, the registry, and what the example pulls", machineWithImages),
    programsOfGo(),
  ]);
  if (machine.docker.foreign) await startProjects(machine.docker, folder);
  const sandbox = await step("GitLab and a server", () =>
    startSandbox(folder, machine, {
      edition: "ee",
      // Only root may make a network.
      secondServer: process.getuid?.() === 0,
      pipelines: { repositories: publicRepositories },
    }),
  );
  await startTimer(folder, sandbox.server, machine);
  if (sandbox.second) await startTimer(sandbox.second.folder, sandbox.second.ssh, sandbox.second);
  await check(sandbox);
  const [people] = await Promise.all([
    providePeople(folder, sandbox.gitlab, group),
    step("runners", () => startRunners({ ...sandbox, docker: machine.docker }, say)),
    upAll(sandbox),
  ]);
  const turned = await turnOnce(
    {
      ...{ folder, people, project: `${group}/shop`, source: example },
      gitlab: new URL(sandbox.gitlab.baseUrl).origin,
    },
    step,
  );
  const { stdout, stderr } = await sandbox.slipway(["status"]);
  process.stdout.write(`\n${stdout}${stderr}\n${timesOf(turned)}\n\n${whatNext(sandbox, turned)}`);
}

/** The platform first: environments put their variables into its projects. */
async function upAll(sandbox: Sandbox): Promise<void> {
  await step("slipway up platform", () => up(sandbox, "platform"));
  await each(environments, (environment) =>
    step(`slipway up ${environment}`, () => up(sandbox, environment)),
  );
}

/** In turn: each build takes what the machine has. */
async function programsOfGo(): Promise<void> {
  await step("Pulumi's engine", () => installEngine(say));
  await step("BuildKit", () => installBuildKit(say));
}

async function machineWithImages(): Promise<Machine> {
  const machine = await startMachine(folder);
  await providePublicImages(machine.docker, machine.registry);
  return machine;
}

/** All at once: environments do not depend on one another. Each failure is told. */
async function each(
  names: readonly string[],
  work: (name: string) => Promise<unknown>,
): Promise<void> {
  const results = await Promise.allSettled(names.map(work));
  const failures = results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as Error).message] : [],
  );
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
}

async function programs(): Promise<string> {
  const installed = installPackages((await machinesDocker()) !== undefined, say);
  return installed.length > 0 ? `installed ${installed.join(", ")}` : "all there";
}

/** A mistake in the copy is the user's, and one report tells all of them. */
async function check(sandbox: Sandbox): Promise<void> {
  const { code, stdout, stderr } = await sandbox.slipway(["check"]);
  if (code !== 0) throw new Error(`\nIn ${shown(sandbox.work)}:\n${stdout}${stderr}`);
}

async function up(sandbox: Sandbox, stack: string): Promise<string> {
  const { code, stdout, stderr } = await sandbox.slipway(["up", stack, "--yes", "--json"]);
  if (code !== 0) throw new Error(`\nslipway up ${stack}: ${failureOf(stdout) || stderr}`);
  const { changes } = JSON.parse(stdout) as { changes: Record<string, number> };
  const changed = Object.entries(changes).filter(([kind, count]) => kind !== "same" && count > 0);
  return changed.length === 0
    ? "no changes"
    : changed.map(([kind, count]) => `${count} ${kind}`).join(", ");
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}
