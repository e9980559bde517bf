import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { examplePassphrase } from "../settings/index.ts";
import { findEngine } from "../toolchain/engine.ts";
import { provideCommands } from "./commands.ts";
import { copyStackFiles } from "./copy.ts";
import { seed } from "./providers/seed.ts";
import { type GitLabAddress, startGitLabDaemon } from "./gitlabDaemon.ts";
import { gitLabRegistryAddress } from "./gitlabRegistry.ts";
import { jobToolsOf } from "./jobTools.ts";
import { clientOf } from "./loop/client.ts";
import { createGroup, provideRegistry } from "./loop/registry.ts";
import type { Machine } from "./machine.ts";
import { ownServers, startOwnServer, type OwnServer } from "./ownServer.ts";
import { ports } from "./ports.ts";
import type { Registry } from "./registry.ts";
import { admit, startServer, type SandboxServer } from "./sshd.ts";

/** Slipway's own repository: the program, and the example's stack files. */
export const repository = join(import.meta.dirname, "..");

const command = join(repository, "cli", "slipway.mjs");

/** The group that the example's project goes into; a team has its own. */
export const group = "acme";

/** That the example has, in the order of promotion. */
export const environments = ["staging", "uat", "production"] as const;

const secondServer = { stack: "production", name: "prod-2" } as const;

/** Everything remote, on this machine. */
export interface Sandbox {
  folder: string;
  /** The copy of the stack files that the product runs on. */
  work: string;
  /** What the `slipway` command needs to find the sandbox instead of the world. */
  variables: Record<string, string>;
  gitlab: GitLabAddress;
  server: SandboxServer;
  /** Production's other server, which has the same ports at another address. */
  second?: OwnServer | undefined;
  machine: Machine;
  /** Where servers take images from: GitLab's, where it has one, or the machine's. */
  registry: Registry;
  /** The port on which an environment's app answers, by stack. */
  ports: Record<(typeof environments)[number], number>;
  /** Runs the command, as a user would, in the copy. */
  slipway: (args: string[], options?: RunOptions) => Promise<Finished>;
}

export interface SandboxOptions {
  /** Default: `ce`. */
  edition?: "ce" | "ee";
  /** The folder of the compose files that the stack files name. Default: the example's. */
  compose?: string;
  /**
   * Has GitLab run pipelines, and a registry of its own, with these repositories of the machine's:
   * `library/node`. Default: it has none, and servers take images from the machine's.
   */
  pipelines?: { repositories: string[] };
  /** Production has two servers. Default: one, as one that began so keeps. */
  secondServer?: boolean;
}

export interface RunOptions {
  input?: string;
  variables?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Starts GitLab and a server next to a machine that runs already, seeds the stand-ins of the
 * providers, and lays down a copy of the stack files unless it is there.
 */
export async function startSandbox(
  folder: string,
  machine: Machine,
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const { edition = "ce", compose = join(repository, "compose"), pipelines } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const port = await ports(folder, ["gitlab", "sshd", ...environments]);
  const asked = { folder, port: port.gitlab, edition, token: await gitlabToken(folder) };
  const [gitlab, server] = await Promise.all([
    startGitLabDaemon(
      pipelines ? { ...asked, registry: await gitLabRegistryAddress(folder) } : asked,
    ),
    startServer(folder, port.sshd, machine.docker, process.env.PATH ?? ""),
  ]);
  const administrator = clientOf(gitlab.baseUrl, gitlab.token);
  await createGroup(administrator, { path: group });
  const registry = pipelines
    ? await provideRegistry({ folder, machine, administrator, group, ...pipelines })
    : machine.registry;
  const isNew = !existsSync(join(folder, "work/sandbox.env"));
  const hasSecond = ownServers(folder).length > 0 || (isNew && options.secondServer === true);
  const gitLabHost = new URL(gitlab.baseUrl).host;
  const second = hasSecond
    ? await startOwnServer({
        ...{ machine: folder, name: secondServer.name, address: "127.0.0.2" },
        ...{ sshPort: port.sshd, published: [port[secondServer.stack]] },
        // GitLab gives the tokens for its registry.
        leave: [...new Set([registry.address, machine.registry.address, gitLabHost])],
      })
    : undefined;
  const pulumiHome = join(folder, "pulumi");
  seed(pulumiHome);
  const state = join(folder, "state");
  await mkdir(state, { recursive: true });

  const work = join(folder, "work");
  const variables = {
    GITLAB_TOKEN: gitlab.token,
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: examplePassphrase,
    // The stand-ins are there; what is not must not be looked for elsewhere.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const slipway: Sandbox["slipway"] = (args, options = {}) =>
    runSlipway(work, { ...variables, ...options.variables }, args, options);

  const commands = join(folder, "bin");
  provideCommands(commands, command, (await findEngine())?.command);
  if (isNew) {
    await rm(work, { recursive: true, force: true });
    await copyStackFiles({ stacks: repository, compose }, work, {
      gitlab: gitlab.baseUrl,
      server,
      second: second && { ...secondServer, server: second.ssh },
      registry,
      ports: port,
      pipelines: pipelines && {
        project: `${group}/pipelines`,
        command: join(jobToolsOf(folder).bin, "slipway"),
      },
    });
    for (const environment of environments) {
      const made = await slipway(["keys", environment]);
      if (made.code !== 0) throw new Error(`slipway keys ${environment}:\n${made.stderr}`);
      const key = await bootstrapKey(work, environment);
      await admit(folder, key);
      if (second && environment === secondServer.stack) await admit(second.folder, key);
    }
    // Written last: a copy without it is not whole.
    const lines = `export PATH=${quoted(commands)}:"$PATH"\n${exportLines(variables)}`;
    await writeFile(join(work, "sandbox.env"), lines, { mode: 0o600 });
  }
  return {
    folder,
    work,
    variables,
    gitlab,
    server,
    second,
    machine,
    registry,
    ports: port,
    slipway,
  };
}

/** The token of GitLab's administrator, the same at each start. */
async function gitlabToken(folder: string): Promise<string> {
  const file = join(folder, "gitlab.token");
  if (!existsSync(file)) {
    await writeFile(file, `glpat-${randomBytes(15).toString("base64url")}`, { mode: 0o600 });
  }
  return readFile(file, "utf8");
}

/** The public key that an environment's `up` first comes with. */
async function bootstrapKey(work: string, environment: string): Promise<string> {
  const file = parse(await readFile(join(work, `Pulumi.${environment}.yaml`), "utf8")) as {
    config: { "slipway:keys": { bootstrap: { public: string } } };
  };
  return file.config["slipway:keys"].bootstrap.public;
}

/** For a shell: `. ./sandbox.env`. */
function exportLines(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join("");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Runs `slipway` in a folder of stack files; resolves with what it printed, whatever its exit. */
export async function runSlipway(
  folder: string,
  variables: Record<string, string>,
  args: string[],
  { input, signal }: RunOptions,
): Promise<Finished> {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder,
    env: { ...process.env, ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
  signal?.addEventListener("abort", () => child.kill("SIGINT"));
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
  }
  child.stdin.end(input ?? "");
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  return { code, ...output };
}
