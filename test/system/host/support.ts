import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  protocol,
  type Action,
  type Answer,
  type ApplyRequest,
  type Configuration,
  type DeployRequest,
  type HistoryAnswer,
  type Role,
  type RollbackRequest,
  type StatusAnswer,
} from "../../../host/protocol.ts";
import type { RecoverAnswer } from "../../../host/recoverProtocol.ts";
import { buildShop, type Fault } from "../../support/shop/images.ts";
import type { Machine } from "../../../sandbox/machine.ts";
import { removeProjects } from "../../../sandbox/projects.ts";
import { docker } from "../../support/docker.ts";
import { freePort } from "../../support/freePort.ts";
import { testMachine } from "../../support/machine.ts";

const current = join(import.meta.dirname, "../../../host/slipway-host");

/** What servers had before, a Bash script; they have what it left. */
export const former = join(import.meta.dirname, "former/slipway-host.sh");

export interface Called<Body> {
  code: number;
  answer: Body;
  stdout: string;
  stderr: string;
}

/** slipway-host for one environment with a root folder of its own, and an app called `shop`. */
export type Host = Awaited<ReturnType<typeof startHost>>;

export async function startHost() {
  const machine = await testMachine();
  const folder = await mkdtemp(join(tmpdir(), "slipway-host-"));
  const environment = `e${randomBytes(4).toString("hex")}`;
  const place = join(folder, "srv", environment, "shop");
  const port = await freePort();
  let program = current;
  await mkdir(join(folder, "home"));

  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    DOCKER_HOST: machine.docker.host,
    DOCKER_CONFIG: machine.docker.config,
  };

  /** As sshd runs a forced command: a shell, the key's own command line, the caller's in a variable. */
  function start(action: string, role: Role, app?: string): ChildProcess {
    const command = [program, "--folder", join(folder, "srv"), "--role", role]
      .concat("--environment", environment, app === undefined ? [] : ["--app", app])
      .join(" ");
    return spawn("/bin/sh", ["-c", command], {
      detached: true,
      env: { ...env, SSH_ORIGINAL_COMMAND: action },
    });
  }

  async function call<Body = Answer>(
    action: string,
    request: object | string,
    role: Role = "deployer",
    app: string | undefined = role === "deployer" ? "shop" : undefined,
  ): Promise<Called<Body>> {
    const child = start(action, role, app);
    child.stdin!.on("error", () => undefined);
    child.stdin!.end(typeof request === "string" ? request : JSON.stringify(request));
    let [stdout, stderr] = ["", ""];
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject).once("close", (exit) => resolve(exit ?? 1));
    });
    try {
      return { code, answer: JSON.parse(stdout) as Body, stdout, stderr };
    } catch {
      throw new Error(`${action} ended with ${code} and no JSON:\n${stdout}\n${stderr}`);
    }
  }

  const { registry } = machine;
  return {
    machine,
    environment,
    port,
    /** The app's folder on the server. */
    place,
    /** Everything this server keeps. */
    folder,
    call,
    start,
    /** Another slipway-host is in place from now on. */
    use: (path = current) => void (program = path),
    apply: (configuration: Configuration, more: Partial<ApplyRequest> = {}) =>
      call(
        "apply",
        { protocol, app: "shop", configuration, withNextImage: false, registry, ...more },
        "configurator",
      ),
    deploy: (image: string, version?: string, more: Partial<DeployRequest> = {}) =>
      call("deploy", deployRequest(machine, image, version, more)),
    rollback: (to?: number, more: Partial<RollbackRequest> = {}) =>
      call("rollback", { protocol, registry, ...(to === undefined ? {} : { to }), ...more }),
    status: async () => (await call<StatusAnswer>("status", {}, "observer")).answer.apps[0]!,
    history: async () => (await call<HistoryAnswer>("history", {}, "observer")).answer.entries,
    /** As a timer does it: by no key, and with nothing on standard input. */
    recover: async () => {
      const args = ["--folder", join(folder, "srv"), "--environment", environment, "recover"];
      const options = { env, timeout: 100_000 };
      const running = promisify(execFile)(program, args, options);
      running.child.stdin!.end();
      return JSON.parse((await running).stdout) as RecoverAnswer;
    },
    build: (version: string, fault?: Fault) => buildShop(machine.docker, registry, version, fault),
    get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`),
    health: async () => (await fetch(`http://127.0.0.1:${port}/health`)).json() as Promise<Health>,
    /** The container of a service. */
    container: async (service: string) =>
      (
        await docker(
          machine.docker,
          ...["ps", "--all", "--quiet", "--no-trunc"],
          ...["--filter", `label=com.docker.compose.project=${environment}-shop`],
          ...["--filter", `label=com.docker.compose.service=${service}`],
        )
      ).trim(),
    docker: (...args: string[]) => docker(machine.docker, ...args),
    close: async () => {
      await removeProjects(machine.docker, folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Health {
  status: string;
  version: string;
  logLevel: string;
}

export function deployRequest(
  machine: Machine,
  image: string,
  version: string | undefined,
  more: Partial<DeployRequest> = {},
): DeployRequest {
  return {
    protocol,
    image,
    registry: machine.registry,
    ...(version === undefined ? {} : { version }),
    ...more,
  };
}

/**
 * The example's configuration: app and database, checked at `/health`, for as long as a busy machine
 * may take.
 */
export function configurationOf(host: Host, change: Partial<Configuration> = {}): Configuration {
  return {
    compose: {
      services: {
        app: {
          image: "${IMAGE}",
          env_file: ".env",
          ports: [`127.0.0.1:${host.port}:3000`],
          depends_on: ["database"],
        },
        database: {
          image: host.machine.images.database,
          environment: { PASSWORD: "of the first start" },
          volumes: ["./rows:/data"],
        },
      },
    },
    files: {},
    env: { LOG_LEVEL: "Warning" },
    secrets: { DB_PASSWORD: "of the first start" },
    health: {
      url: `http://127.0.0.1:${host.port}/health`,
      version: ".version",
      smoke: ["/api/v1/status"],
      within: 60,
    },
    ...change,
  };
}

/** A health check in front of the app's own that says no until it is opened. */
export interface Gate {
  url: string;
  open: () => void;
  /** To every version of the app, or to one. */
  shut: (version?: string) => void;
  close: () => Promise<void>;
}

export async function startGate(host: Host): Promise<Gate> {
  let isOpen = true;
  let unwanted: string | undefined;
  const server = createHttpServer((_, response) => {
    if (!isOpen) {
      response.writeHead(503).end();
      return;
    }
    fetch(`http://127.0.0.1:${host.port}/health`)
      .then(async (answer) => {
        const text = await answer.text();
        const isUnwanted = text.includes(`"version":"${unwanted}"`);
        response.writeHead(isUnwanted ? 503 : answer.status).end(text);
      })
      .catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    open: () => void ([isOpen, unwanted] = [true, undefined]),
    shut: (version) => void ([isOpen, unwanted] = [version !== undefined, version]),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The processes of slipway-host that outlive their callers. */
export function sessions(host: Host): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return line.includes("--session") && line.includes(host.folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Ends a process and all that it started in its group, as a broken connection may. */
export function killGroup(child: ChildProcess): void {
  process.kill(-child.pid!, "SIGKILL");
}

/** Resolves when standard error has had a text. */
export function until(child: ChildProcess, text: string): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr!.setEncoding("utf8").on("data", (piece: string) => {
      said += piece;
      if (said.includes(text)) resolve();
    });
    child.once("close", () => reject(new Error(`It ended without "${text}":\n${said}`)));
  });
}

/** Asks until the answer is not undefined. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 100_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error("It did not come to be within 100 seconds.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function read(...path: string[]): string {
  return readFileSync(join(...path), "utf8");
}

export type { Action, Answer, Configuration };
