import { existsSync, readFileSync, statSync } from "node:fs";
import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBuildKit } from "../toolchain/buildkit.ts";
import { compiled } from "./compiled.ts";
import { startDaemon, stopDaemon } from "./daemon.ts";
import { dockerEnvironment, type Docker } from "./docker.ts";
import type { GitLabAddress } from "./gitlabDaemon.ts";
import {
  isRoot,
  type JobTools,
  provideCompiled,
  provideJobTools,
  removeJobTools,
  withTools,
} from "./jobTools.ts";
import { telegramApi } from "./messages/addresses.ts";
import { findOnPath } from "./packages.ts";
import {
  type RunnerConfiguration,
  runnerDefaults,
  writeConfiguration,
} from "./runner/configuration.ts";
import type { UnixUser } from "./runner/slot.ts";
import { ensureUser, removeUser } from "./runner/users.ts";
import { runnerFolder, type SandboxRunner, sandboxRunners, runnerUsers } from "./runners.ts";
import { runnerToken } from "./runnerToken.ts";

interface Started {
  folder: string;
  gitlab: GitLabAddress;
  /** Where services of jobs run. */
  docker: Docker;
  /** Whether a real gitlab-runner runs. @default where it is on the PATH */
  real?: boolean | undefined;
}

/**
 * Starts the runners in the background, or finds them running: a real gitlab-runner where one is on the
 * PATH, and otherwise the sandbox's own. Each slot is a user of its own, made where it is missing.
 *
 * @param say is told where jobs can't be kept apart
 */
export async function startRunners(started: Started, say: (line: string) => void): Promise<void> {
  const { folder } = started;
  if (!isRoot) {
    say(
      "WARNING: only root can give each job a user of its own. Here all jobs run as you: " +
        "each can read what the others, and you, can read. Push nothing that you don't trust.",
    );
  }
  const tools = provideJobTools(folder, await findBuildKit());
  const real = started.real ?? findOnPath("gitlab-runner") !== undefined;
  const usersOf = new Map<SandboxRunner, UnixUser[]>();
  for (const runner of sandboxRunners) {
    const users: UnixUser[] = [];
    for (const name of isRoot ? runnerUsers(folder, runner) : [])
      users.push(await ensureUser(name));
    usersOf.set(runner, users);
  }
  if (isRoot) await provideCompiled([...usersOf.values()].flat());
  for (const [runner, users] of usersOf) {
    await mkdir(runnerFolder(folder, runner), { recursive: true, mode: 0o700 });
    // The others would take the same jobs.
    const others = real ? [runner.name] : runnerUsers(folder, runner);
    await Promise.all(others.map((name) => stopDaemon(folder, `runner-${name}`)));
    const token = await runnerToken(runnerFolder(folder, runner), started.gitlab, runner);
    await (real ? startReal : startOwn)({ ...started, runner, users, token, tools });
  }
}

/** Ends them; their jobs fail, and GitLab hears of it. Users and caches stay. */
export async function stopRunners(folder: string): Promise<void> {
  await Promise.all(
    sandboxRunners
      .flatMap((runner) => [runner.name, ...runnerUsers(folder, runner)])
      .map((name) => stopDaemon(folder, `runner-${name}`)),
  );
}

/** Ends them for good: their users go, with all that is theirs. */
export async function removeRunners(folder: string): Promise<void> {
  await stopRunners(folder);
  for (const runner of isRoot ? sandboxRunners : []) {
    for (const name of runnerUsers(folder, runner)) await removeUser(name);
  }
  removeJobTools(folder);
  await rm(join(folder, "runners"), { recursive: true, force: true });
}

interface One extends Started {
  runner: SandboxRunner;
  users: UnixUser[];
  token: string;
  tools: JobTools;
}

async function startOwn({ folder, docker, users, ...one }: One): Promise<void> {
  const { name, slots } = one.runner;
  const place = runnerFolder(folder, one.runner);
  const file = join(place, "config.toml");
  const configuration = configurationOf(one, join(place, "cache"), []);
  await write(file, slots, configuration);
  const main = join(import.meta.dirname, "runner/main.ts");
  const asUsers = users.flatMap((user) => ["--user", user.name]);
  await start(folder, `runner-${name}`, one.tools, {
    words: [process.execPath, main, "run", "--config", file, ...asUsers],
    env: { ...dockerEnvironment(docker), ...compiled },
  });
}

/** It knows one user for all that it runs: so one for each slot. */
async function startReal({ folder, users, ...one }: One): Promise<void> {
  const slots = users.length > 0 ? users : [undefined];
  for (const user of slots) {
    const name = user?.name ?? one.runner.name;
    const home = user?.home ?? runnerFolder(folder, one.runner);
    const file = join(runnerFolder(folder, one.runner), `${name}.toml`);
    const runtime = join(home, ".run");
    await mkdir(runtime, { recursive: true, mode: 0o700 });
    if (user) {
      await chown(runtime, user.uid, user.gid);
      // Debian's fails where there is no terminal, and with it each job: GitLab Runner's are login shells.
      await rm(join(user.home, ".bash_logout"), { force: true });
    }
    const more = [`XDG_RUNTIME_DIR=${runtime}`];
    await write(file, 1, configurationOf(one, join(home, "cache"), more));
    const asUser = user ? ["--user", user.name] : [];
    await start(folder, `runner-${name}`, one.tools, {
      words: ["gitlab-runner", "run", "--config", file, "--working-directory", home, ...asUser],
      env: { PATH: process.env["PATH"], HOME: home },
    });
  }
}

function configurationOf(
  { gitlab, runner, token, tools }: Pick<One, "gitlab" | "runner" | "token" | "tools">,
  cache: string,
  environment: string[],
): RunnerConfiguration {
  const path = [tools.bin, "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].join(":");
  return {
    ...runnerDefaults,
    name: `sandbox-${runner.name}`,
    url: new URL("../..", gitlab.baseUrl).href,
    token,
    environment: [
      `PATH=${path}`,
      `SLIPWAY_TELEGRAM_API=${telegramApi(new URL(gitlab.baseUrl).origin)}`,
      ...outwards(),
      ...environment,
    ],
    cache_dir: cache,
  };
}

/** How this machine reaches registries of packages, which jobs have to reach as well. */
function outwards(): string[] {
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
  const names = [...proxies, ...proxies.map((name) => name.toLowerCase()), "NODE_EXTRA_CA_CERTS"];
  return names.flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : []));
}

async function write(file: string, slots: number, runner: RunnerConfiguration): Promise<void> {
  const text = writeConfiguration({ concurrent: slots, check_interval: 1, runners: [runner] });
  await writeFile(file, text, { mode: 0o600 });
}

async function start(
  ...[folder, name, tools, { words, env }]: [
    string,
    string,
    JobTools,
    { words: string[]; env: NodeJS.ProcessEnv },
  ]
): Promise<void> {
  const [command, ...args] = withTools(tools, words);
  const log = join(folder, "log", `${name}.log`);
  // Each says what it does once it has read its configuration.
  const ready = () =>
    existsSync(log) && statSync(log).size > 0 && !!readFileSync(log, "utf8").trim();
  await startDaemon({ name, folder, command: command!, args, env, ready });
}
