import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument, type Document } from "yaml";
import { stopDaemon } from "../../sandbox/daemon.ts";
import { isWrite, readRequests } from "../../sandbox/gitlab/server.ts";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../sandbox/sandbox.ts";
import { removeOwnServers } from "../../sandbox/ownServer.ts";
import { removeProjects } from "../../sandbox/projects.ts";
import { compose, machineFolder, testMachine, type TestMachine } from "./machine.ts";

const run = promisify(execFile);

/** A sandbox for one test file, and what tests ask of it. */
export interface TestSandbox extends Sandbox {
  machine: TestMachine;
  /** Runs `slipway` and fails the test unless it exits with `code`. */
  expectExit: (code: number, args: string[], input?: string) => Promise<string>;
  /** Runs `slipway … --json` and returns the document; any exit code. */
  json: <Result>(args: string[]) => Promise<Result>;
  /** Edits a stack file of the copy, as a person would; what it returns takes the edit back. */
  edit: (stack: string, change: (file: Document) => void) => Promise<() => Promise<void>>;
  /** GitLab's answer to a GET. */
  get: <Result>(path: string) => Promise<Result>;
  /** A request that changes something at GitLab by hand. */
  send: (method: string, path: string, body?: unknown) => Promise<Response>;
  /** Every request that GitLab was sent to change something, in order: `PUT /api/v4/… 200`. */
  writes: () => string[];
  /** Where an environment's app answers. */
  address: (environment: keyof Sandbox["ports"]) => string;
  close: () => Promise<void>;
}

type Options = Pick<SandboxOptions, "edition" | "pipelines" | "secondServer">;

export async function testSandbox(options: Options = {}): Promise<TestSandbox> {
  return start(await mkdtemp(join(tmpdir(), "slipway-")), options);
}

/**
 * A sandbox in which something is up already. It is brought up for the first file of a run that asks,
 * and laid down again as it was then for each one after that, which takes a second in place of a
 * minute. Each has it for itself, so one must be closed before the next one asks.
 *
 * @param name of what is up; another bring-up needs another
 */
export async function sandboxWith(
  name: string,
  options: Options,
  bringUp: (sandbox: TestSandbox) => Promise<void>,
): Promise<TestSandbox> {
  // In one place each time: its stack files, state and servers name it.
  const folder = join(machineFolder(), name);
  const kept = `${folder}.kept`;
  // What a file that was killed has left.
  await remove(folder, await testMachine());
  if (!existsSync(kept)) {
    const sandbox = await start(folder, options);
    try {
      await bringUp(sandbox);
    } catch (error) {
      await sandbox.close();
      throw error;
    }
    await stop(folder);
    await copy(folder, `${kept}.new`);
    await rename(`${kept}.new`, kept);
  } else {
    await copy(kept, folder);
  }
  return start(folder, options);
}

/** With owners, times and what is linked: registries know their images by them. */
async function copy(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await run("cp", ["-a", from, to]);
}

async function stop(folder: string): Promise<void> {
  const daemons = ["gitlab", "gitlab-registry", "sshd"];
  await Promise.all(daemons.map((name) => stopDaemon(folder, name)));
}

async function remove(folder: string, machine: TestMachine): Promise<void> {
  await stop(folder);
  await removeOwnServers(folder);
  await removeProjects(machine.docker, folder);
  await rm(folder, { recursive: true, force: true });
}

async function start(folder: string, options: Options): Promise<TestSandbox> {
  const machine = await testMachine();
  const sandbox = await startSandbox(folder, machine, { compose, ...options });

  const expectExit: TestSandbox["expectExit"] = async (code, args, input) => {
    const finished = await sandbox.slipway(args, { input });
    if (finished.code !== code) {
      throw new Error(
        `slipway ${args.join(" ")} ended with ${finished.code}, not ${code}:\n` +
          `${finished.stdout}\n${finished.stderr}`,
      );
    }
    return finished.stdout + finished.stderr;
  };
  const send: TestSandbox["send"] = (method, path, body) =>
    fetch(new URL(path, sandbox.gitlab.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${sandbox.gitlab.token}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    ...sandbox,
    machine,
    expectExit,
    send,
    async json<Result>(args: string[]) {
      const { stdout, stderr } = await sandbox.slipway([...args, "--json"]);
      if (stdout === "") throw new Error(`slipway ${args.join(" ")} printed nothing:\n${stderr}`);
      return JSON.parse(stdout) as Result;
    },
    async edit(stack, change) {
      const path = join(sandbox.work, `Pulumi.${stack}.yaml`);
      const before = await readFile(path, "utf8");
      const file = parseDocument(before);
      change(file);
      await writeFile(path, String(file));
      return () => writeFile(path, before);
    },
    async get<Result>(path: string) {
      const response = await send("GET", path);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Result;
    },
    writes: () =>
      readRequests(gitLabFolder(folder))
        .filter(isWrite)
        .map(({ method, path, status }) => `${method} ${path} ${status}`),
    address: (environment) => `http://127.0.0.1:${sandbox.ports[environment]}`,
    close: () => remove(folder, machine),
  };
}
