import { join, relative } from "node:path";
import { ownStacks, readStackFiles } from "../settings/index.ts";
import { installBuildKit } from "../toolchain/buildkit.ts";
import { installEngine } from "../toolchain/engine.ts";
import { alone } from "./alone.ts";
import { machinesDocker } from "./docker.ts";
import { buildExample, type Images } from "./images/example.ts";
import { startMachine, type Machine } from "./machine.ts";
import { installPackages } from "./packages.ts";
import { failureOf } from "./failure.ts";
import { orSay, progress } from "./progress.ts";
import { startProjects } from "./projects.ts";
import { startRunners } from "./runnerDaemon.ts";
import { repository, startSandbox, type Sandbox } from "./sandbox.ts";

/**
 * `npm start`: everything remote on this machine, and the product run against it as a user would:
 * `up` for every stack, then the first deploys. Done again it changes nothing.
 */
const folder = join(repository, ".sandbox");
const environments = ["staging", "uat", "production"];
const firstDeploys = ["staging", "production"];
const firstVersion = "1.0.0";

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
  const [{ machine, images }] = await Promise.all([
    step("Docker, the registry and the example's images", machineWithImages),
    programsOfGo(),
  ]);
  if (machine.docker.foreign) await startProjects(machine.docker, folder);
  const sandbox = await step("GitLab and a server", () => startSandbox(folder, machine));
  await step("runners", () => startRunners({ ...sandbox, docker: machine.docker }, say));
  await check(sandbox);
  await step("slipway up platform", () => up(sandbox, "platform"));
  await each(environments, (environment) =>
    step(`slipway up ${environment}`, () => up(sandbox, environment)),
  );
  await each(firstDeploys, (environment) =>
    step(`slipway deploy ${environment} shop --version ${firstVersion}`, () =>
      deployFirst(sandbox, images, environment),
    ),
  );
  await report(sandbox, images);
}

/** In turn: each build takes what the machine has. */
async function programsOfGo(): Promise<void> {
  await step("Pulumi's engine", () => installEngine(say));
  await step("BuildKit", () => installBuildKit(say));
}

async function machineWithImages(): Promise<{ machine: Machine; images: Images }> {
  const machine = await startMachine(folder);
  return { machine, images: await buildExample(machine.docker, machine.registry) };
}

/** All at once: environments do not depend on one another. Each failure is told. */
async function each(names: string[], work: (name: string) => Promise<unknown>): Promise<void> {
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

/** Brings version 1 where nothing serves yet. What a user has deployed since stays. */
async function deployFirst(sandbox: Sandbox, images: Images, environment: string): Promise<string> {
  const status = await sandbox.slipway(["status", environment, "--json"]);
  if (status.stdout.includes('"release"')) return "already serving a release";
  const image = images[firstVersion];
  const deploy = ["deploy", environment, "shop", "--image", image, "--version", firstVersion];
  // Everywhere at once: nothing has served anywhere before.
  deploy.push("--emergency", "the sandbox begins");
  const { code, stderr } = await sandbox.slipway(deploy);
  if (code !== 0) throw new Error(`\nslipway deploy ${environment} shop: ${stderr}`);
  return "serving";
}

async function report(sandbox: Sandbox, images: Images): Promise<void> {
  const { stdout, stderr } = await sandbox.slipway(["status"]);
  const work = shown(sandbox.work);
  process.stdout.write(`
${stdout}${stderr}
Three things to try:

  cd ${work} && . ./sandbox.env      # its token and state; slipway and pulumi on the PATH

  1. Change LOG_LEVEL in Pulumi.staging.yaml, then look at it and do it:
       slipway preview staging --diff      # or: pulumi preview -s staging --diff
       slipway up staging                  # or: pulumi up -s staging
       curl ${address(sandbox, "staging")}/health
  2. Deploy a version that never gets healthy: exit 10 after a minute, and the old one still answers:
       slipway deploy staging shop --version 3.0.0 --image ${images["3.0.0-unhealthy"]}
       curl ${address(sandbox, "staging")}/health
  3. Deploy version 2, then roll back:
       slipway deploy staging shop --version 2.0.0 --image ${images["2.0.0"]}
       slipway rollback staging shop
       slipway history staging

GitLab's stand-in answers at ${sandbox.gitlab.baseUrl}
npm stop ends the sandbox, npm run reset forgets it.
`);
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}

function address(sandbox: Sandbox, environment: keyof Sandbox["ports"]): string {
  return `http://127.0.0.1:${sandbox.ports[environment]}`;
}
