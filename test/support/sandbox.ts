import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument, type Document } from "yaml";
import { stopDaemon } from "../../sandbox/daemon.ts";
import { isWrite, readRequests } from "../../sandbox/gitlab/server.ts";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../sandbox/sandbox.ts";
import { removeProjects } from "../../sandbox/projects.ts";
import { compose, testMachine, type TestMachine } from "./machine.ts";

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

export async function testSandbox(
  options: Pick<SandboxOptions, "edition" | "pipelines"> = {},
): Promise<TestSandbox> {
  const machine = await testMachine();
  const folder = await mkdtemp(join(tmpdir(), "slipway-"));
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
    async close() {
      const daemons = ["gitlab", "gitlab-registry", "sshd"];
      await Promise.all(daemons.map((name) => stopDaemon(folder, name)));
      await removeProjects(machine.docker, folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
