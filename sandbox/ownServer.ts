import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stopDaemon } from "./daemon.ts";
import { removeDocker, startDockerIn, stopDocker, type Docker } from "./docker.ts";
import { startNetwork, type Network } from "./network.ts";
import { startServer, type SandboxServer } from "./sshd.ts";
import { stopTimer } from "./timer.ts";

/** A server with all of its own: network, sshd, Docker. */
export interface OwnServer {
  /** Where it keeps what it has. */
  folder: string;
  ssh: SandboxServer;
  docker: Docker;
  network: Network;
}

export interface OwnServerOptions {
  /** The machine's folder, and the server's name there. */
  machine: string;
  name: string;
  /** Of the loopback: `127.0.0.2`. */
  address: string;
  sshPort: number;
  /** The ports that its apps publish on its 127.0.0.1; they answer at its address too. */
  published: number[];
  /** What it reaches of the machine: `127.0.0.1:41234`, a registry's address. */
  leave: string[];
}

/**
 * Starts what of it is not running.
 *
 * @throws where the one who asks is not root
 */
export async function startOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const { address, sshPort, published, leave } = options;
  const folder = join(serversOf(options.machine), options.name);
  const ports = [sshPort, ...published];
  const network = await startNetwork(folder, { address, ports, leave });
  const docker = await startDockerIn(network, folder);
  const ssh = await startServer(folder, sshPort, docker, process.env.PATH ?? "", network);
  return { folder, ssh, docker, network };
}

/** Ends all that a machine has; their data stay. */
export async function stopOwnServers(machine: string): Promise<void> {
  await Promise.all(ownServers(machine).map(stop));
}

async function stop(folder: string): Promise<void> {
  await stopTimer(folder);
  await stopDaemon(folder, "sshd");
  await stopDocker(folder);
  await stopDaemon(folder, "network");
}

/** Takes away all that a machine has. */
export async function removeOwnServers(machine: string): Promise<void> {
  await Promise.all(ownServers(machine).map(removeOwnServer));
}

/** Takes one away, whether it still runs or was killed. */
export async function removeOwnServer(folder: string): Promise<void> {
  await stopTimer(folder);
  await stopDaemon(folder, "sshd");
  const network = await startNetwork(folder);
  // Only a daemon that runs can take its containers away, those too that outlived a killed one.
  await removeDocker(folder, await startDockerIn(network, folder));
  await stopDaemon(folder, "network");
  await rm(folder, { recursive: true, force: true });
}

/** The folders of those that were ever started. */
export function ownServers(machine: string): string[] {
  const servers = serversOf(machine);
  return existsSync(servers) ? readdirSync(servers).map((name) => join(servers, name)) : [];
}

function serversOf(machine: string): string {
  return join(machine, "servers");
}
