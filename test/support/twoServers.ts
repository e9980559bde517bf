import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { gzipSync } from "node:zlib";
import { settingsAdvice } from "../../cli/servers/advice.ts";
import { call } from "../../cli/servers/ssh.ts";
import { makeKeyPair } from "../../cli/stackFiles/sshKeygen.ts";
import { bootstrapCommand, type BootstrapRequest } from "../../host/bootstrap.ts";
import { hostPackage } from "../../host/package.ts";
import {
  protocol,
  type Action,
  type Answer,
  type Configuration,
  type HistoryAnswer,
  type StatusAnswer,
} from "../../host/protocol.ts";
import { pidOf, settle, startOf, stopDaemon } from "../../sandbox/daemon.ts";
import { startOwnServer, removeOwnServer, type OwnServer } from "../../sandbox/ownServer.ts";
import { admit } from "../../sandbox/sshd.ts";
import type { KeyPair } from "../../settings/index.ts";
import { run, start, type Finished, type Running } from "../unit/cli/support/command.ts";
import { freePort } from "./freePort.ts";
import { testMachine, type TestMachine } from "./machine.ts";

/** The environment whose app `shop` both have. */
const stack = "production";

/** One of two servers, with slipway-host on it, as `up` puts it there. */
export interface TestServer extends OwnServer {
  /** As variables name it: address and port. */
  name: string;
  /** Where the app answers, for those on this machine. */
  url: string;
  /** What settings declare. @param more what differs on this server from the configuration of both */
  apply: (more?: Partial<Configuration>) => Promise<Answer>;
  status: () => Promise<StatusAnswer["apps"][number]>;
  history: () => Promise<HistoryAnswer["entries"]>;
  /** The version that people get who ask the app. */
  version: () => Promise<string>;
  /** Its sshd takes no more connections; those that are there go on. */
  closeSsh: () => Promise<void>;
  /** All connections to it break; what was asked on them goes on. */
  dropConnections: () => void;
  /** Its daemon ends at once; its containers go on until the next one starts. */
  killDocker: () => Promise<void>;
  /** Starts again what of it does not run. */
  start: () => Promise<void>;
  /** From now on nothing comes through to it or from it, and nobody is told. */
  cutOff: () => void;
  reconnect: () => void;
}

/** Two servers whose apps publish the same ports, and `slipway` as a pipeline's job runs it for both. */
export interface TwoServers {
  machine: TestMachine;
  servers: [one: TestServer, two: TestServer];
  /** The port that the app publishes on either server's 127.0.0.1. */
  port: number;
  slipway: (...args: string[]) => Promise<Finished>;
  /** One of the machine's versions of the app, or one with an image of its own. */
  deploy: (version: string, ...more: string[]) => Promise<Finished>;
  startDeploy: (version: string, image: string) => Running;
  /** What people get who ask either server's app. */
  versions: () => Promise<string[]>;
  close: () => Promise<void>;
}

/** @throws where the one who asks is not root */
export async function startTwoServers(): Promise<TwoServers> {
  const machine = await testMachine();
  const folder = await mkdtemp(join(tmpdir(), "slipway-two-"));
  const [sshPort, port] = [await freePort(), await freePort()];
  const [bootstrap, configurator, deployer] = await Promise.all([
    makeKeyPair(),
    makeKeyPair(),
    makeKeyPair(),
  ]);
  const keys: BootstrapRequest["keys"] = [
    { role: "configurator", public: configurator.public },
    { role: "deployer", public: deployer.public, app: "shop" },
  ];
  const one = await startOne("127.0.0.2");
  const two = await startOne("127.0.0.3");
  const env = await variables();
  return {
    ...{ machine, port, servers: [one, two] },
    slipway: (...args) => run(args, { cwd: folder, env }),
    deploy: (version, ...more) => run([...deployment(version), ...more], { cwd: folder, env }),
    startDeploy: (version, image) => start(deployment(version, image), { cwd: folder, env }),
    versions: () => Promise.all([one, two].map((server) => server.version())),
    async close() {
      await Promise.all([one, two].map((server) => removeOwnServer(server.folder)));
      await rm(folder, { recursive: true, force: true });
    },
  };

  function deployment(version: string, image?: string): string[] {
    const { shop } = machine.images;
    const chosen = image ?? shop[version as keyof typeof shop];
    return ["deploy", stack, "shop", "--image", chosen, "--version", version];
  }

  async function startOne(address: string): Promise<TestServer> {
    const options = {
      ...{ machine: machine.folder, name: `${basename(folder)}-${address}` },
      ...{ address, sshPort, published: [port], leave: [machine.registry.address] },
    };
    const server = await startOwnServer(options);
    await admit(server.folder, bootstrap.public);
    const request = { protocol, environment: stack, folder: server.ssh.folder, keys };
    const { user } = server.ssh;
    const sent = { ...hostPackage(), request: { ...request, user } };
    await speak(
      ...[server, bootstrap, bootstrapCommand],
      gzipSync(JSON.stringify(sent)).toString("base64"),
    );
    const ask = <Body>(action: Action, key: KeyPair, asked: object) =>
      speak(
        server,
        key,
        action,
        JSON.stringify({ protocol, app: "shop", ...asked }),
      ) as Promise<Body>;
    return {
      ...server,
      name: `${address}:${sshPort}`,
      url: `http://${address}:${port}`,
      apply: (more) =>
        ask<Answer>("apply", configurator, {
          configuration: { ...configuration(), ...more },
          withNextImage: true,
          registry: machine.registry,
        }),
      status: async () => (await ask<StatusAnswer>("status", configurator, {})).apps[0]!,
      async version() {
        const response = await fetch(`http://${address}:${port}/health`);
        return ((await response.json()) as { version: string }).version;
      },
      closeSsh: () => stopDaemon(server.folder, "sshd"),
      dropConnections: () => killChildren(pidOf(server.folder, "sshd")!),
      async killDocker() {
        const daemon = pidOf(server.folder, "docker")!;
        const place = join(dirname(server.docker.host.replace("unix://", "")), "docker/containerd");
        const pidFile = join(place, "containerd.pid");
        const containerd = Number(readFileSync(pidFile, "utf8"));
        process.kill(daemon, "SIGKILL");
        const gone = () => [daemon, containerd].every((pid) => startOf(pid) === undefined);
        if (!(await settle(gone, 60))) throw new Error(`The daemon of ${address} does not end.`);
        // The next one would wait for a containerd that has ended, as long as nobody has noted its end.
        rmSync(pidFile);
      },
      start: async () => void (await startOwnServer(options)),
      cutOff: () => void process.kill(server.network.pid, "SIGSTOP"),
      reconnect: () => void process.kill(server.network.pid, "SIGCONT"),
      history: async () => (await ask<HistoryAnswer>("history", configurator, {})).entries,
    };
  }

  /** The answer of an action, or of the first contact. @throws where it was not carried out */
  async function speak(
    { ssh, network }: OwnServer,
    key: KeyPair,
    action: string,
    input: string,
  ): Promise<unknown> {
    const said: string[] = [];
    const { address } = network;
    const target = {
      ...ssh,
      name: address,
      alias: address,
      advice: settingsAdvice(stack, address),
    };
    const knownHosts = `${address} ${ssh.hostKey}\n`;
    const { code, output } = await call({
      ...{ stack, server: { ...target, knownHosts }, privateKey: key.private, action, input },
      onLine: (line) => void said.push(line),
    });
    if (code === 0) return JSON.parse(output);
    throw new Error(`${address} ended with ${code}:\n${said.join("\n")}\n${output}`);
  }

  function configuration(): Configuration {
    const app = { image: "${IMAGE}", env_file: ".env", ports: [`127.0.0.1:${port}:3000`] };
    const health = { url: `http://127.0.0.1:${port}/health`, version: ".version", within: 60 };
    return {
      ...{ compose: { services: { app } }, files: {}, env: { LOG_LEVEL: "Warning" }, secrets: {} },
      health: { ...health, smoke: ["/api/v1/status"] },
    };
  }

  /** As a job gets them from `up`; the names of servers are their addresses. */
  async function variables(): Promise<NodeJS.ProcessEnv> {
    const place = (name: string) => join(folder, name);
    const { registry } = machine;
    const both = [one, two].map(({ ssh }) => ssh);
    const lines = both.map(({ address, hostKey }) => `[${address}]:${sshPort} ${hostKey}\n`);
    await writeFile(place("key"), deployer.private, { mode: 0o600 });
    await writeFile(place("known_hosts"), lines.join(""));
    return {
      SLIPWAY_SERVERS: both.map(({ user, address }) => `${user}@${address}:${sshPort}`).join(" "),
      SLIPWAY_DEPLOYER_KEY: place("key"),
      SLIPWAY_KNOWN_HOSTS: place("known_hosts"),
      SLIPWAY_REGISTRY: registry.address,
      SLIPWAY_REGISTRY_USER: registry.user,
      SLIPWAY_REGISTRY_PASSWORD: registry.password,
    };
  }
}

function killChildren(parent: number): void {
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [, its] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(its) === parent) process.kill(Number(name), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
