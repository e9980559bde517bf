import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stopDaemon } from "./daemon.ts";
import { removeDocker, startDockerIn, type Docker } from "./docker.ts";
import { startNetwork, type Network } from "./network.ts";
import type { Registry } from "./registry.ts";
import { startServer, type SandboxServer } from "./sshd.ts";

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
  registry: Registry;
}

/**
 * Starts what of it is not running.
 *
 * @throws where the one who asks is not root
 */
export async function startOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const { address, sshPort, published, registry } = options;
  const folder = join(serversOf(options.machine), options.name);
  const ports = [sshPort, ...published];
  const network = await startNetwork(folder, { address, ports, leave: registry.address });
  const docker = await startDockerIn(network, folder);
  const ssh = await startServer(folder, sshPort, docker, process.env.PATH ?? "", network);
  return { folder, ssh, docker, network };
}

/** Takes away all that a machine has. */
export async function removeOwnServers(machine: string): Promise<void> {
  const servers = serversOf(machine);
  if (!existsSync(servers)) return;
  await Promise.all(readdirSync(servers).map((name) => removeOwnServer(join(servers, name))));
}

/** Takes one away, whether it still runs or was killed. */
export async function removeOwnServer(folder: string): Promise<void> {
  await stopDaemon(folder, "sshd");
  const network = await startNetwork(folder);
  // Only a daemon that runs can take its containers away, those too that outlived a killed one.
  await removeDocker(folder, await startDockerIn(network, folder));
  await stopDaemon(folder, "network");
  await rm(folder, { recursive: true, force: true });
}

function serversOf(machine: string): string {
  return join(machine, "servers");
}
