import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { installEngine } from "../toolchain/engine.ts";
import { machinesDocker } from "./docker.ts";
import { startMachine } from "./machine.ts";
import { installPackages } from "./packages.ts";
import { orSay, progress } from "./progress.ts";
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
await orSay(say, start);

async function start(): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await step("programs", programs);
  // The engine takes two minutes to build, and the images need none of it.
  const [machine] = await Promise.all([
    step("Docker, the registry and the example's images", () => startMachine(folder)),
    step("Pulumi's engine", () => installEngine(say)),
  ]);
  const sandbox = await step("GitLab and a server", () => startSandbox(folder, machine));
  await step("slipway up platform", () => up(sandbox, "platform"));
  await each(environments, (environment) =>
    step(`slipway up ${environment}`, () => up(sandbox, environment)),
  );
  await each(firstDeploys, (environment) =>
    step(`slipway deploy ${environment} shop --version ${firstVersion}`, () =>
      deployFirst(sandbox, environment),
    ),
  );
  await report(sandbox);
}

/** All at once: environments do not depend on one another. The first failure is the one told. */
async function each(names: string[], work: (name: string) => Promise<unknown>): Promise<void> {
  await Promise.all(names.map(work));
}

async function programs(): Promise<string> {
  const installed = installPackages((await machinesDocker()) !== undefined, say);
  return installed.length > 0 ? `installed ${installed.join(", ")}` : "all there";
}

async function up(sandbox: Sandbox, stack: string): Promise<string> {
  const { code, stdout, stderr } = await sandbox.slipway(["up", stack, "--yes", "--json"]);
  if (code !== 0) throw new Error(`slipway up ${stack} ended with ${code}:\n${stderr}${stdout}`);
  const { changes } = JSON.parse(stdout) as { changes: Record<string, number> };
  const changed = Object.entries(changes).filter(([kind, count]) => kind !== "same" && count > 0);
  return changed.length === 0
    ? "no changes"
    : changed.map(([kind, count]) => `${count} ${kind}`).join(", ");
}

/** Brings version 1 where nothing serves yet. What a user has deployed since stays. */
async function deployFirst(sandbox: Sandbox, environment: string): Promise<string> {
  const status = await sandbox.slipway(["status", environment, "--json"]);
  if (status.stdout.includes('"release"')) return "already serving a release";
  const image = sandbox.machine.images.shop[firstVersion];
  const deploy = ["deploy", environment, "shop", "--image", image, "--version", firstVersion];
  const { code, stderr } = await sandbox.slipway(deploy);
  if (code !== 0) throw new Error(`slipway deploy ${environment} ended with ${code}:\n${stderr}`);
  return "serving";
}

async function report(sandbox: Sandbox): Promise<void> {
  const { stdout, stderr } = await sandbox.slipway(["status"]);
  const { shop } = sandbox.machine.images;
  const work = relative(process.cwd(), sandbox.work);
  process.stdout.write(`
${stdout}${stderr}
Three things to try:

  cd ${work} && . ./sandbox.env

  1. Change LOG_LEVEL in Pulumi.staging.yaml, then look at it and do it:
       npx slipway preview staging --diff
       npx slipway up staging
       curl ${address(sandbox, "staging")}/health
  2. Deploy a version that never gets healthy: exit 10 after a minute, and the old one still answers:
       npx slipway deploy staging shop --version 3.0.0 --image ${shop["3.0.0-unhealthy"]}
       curl ${address(sandbox, "staging")}/health
  3. Deploy version 2, then roll back:
       npx slipway deploy staging shop --version 2.0.0 --image ${shop["2.0.0"]}
       npx slipway rollback staging shop
       npx slipway history staging

GitLab's stand-in answers at ${sandbox.gitlab.baseUrl}
npm stop ends the sandbox, npm run reset forgets it.
`);
}

function address(sandbox: Sandbox, environment: keyof Sandbox["ports"]): string {
  return `http://127.0.0.1:${sandbox.ports[environment]}`;
}
