import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startDaemon } from "./daemon.ts";
import type { Docker } from "./docker.ts";
import { inNetwork, type Network } from "./network.ts";

const run = promisify(execFile);

/** A server as the stack files describe one. */
export interface SandboxServer {
  address: string;
  port: number;
  /** Both the user of slipway-host and the administrator: whoever runs the sandbox. */
  user: string;
  hostKey: string;
  /** In place of /srv/slipway. */
  folder: string;
}

/**
 * A real sshd on loopback: this machine as a server. It has a host key, a home with authorized_keys
 * and a root folder of its own, so that it and slipway-host touch nothing else on the machine.
 *
 * @param network where it is. Default: the machine's own
 */
export async function startServer(
  folder: string,
  port: number,
  docker: Docker,
  path: string,
  network?: Network,
): Promise<SandboxServer> {
  const address = network?.address ?? "127.0.0.1";
  const place = join(folder, "server");
  const home = join(place, "home");
  await mkdir(join(home, ".ssh"), { recursive: true, mode: 0o700 });
  const hostKey = join(place, "host_key");
  if (!existsSync(hostKey)) {
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", hostKey]);
  }
  // Debian's sshd, started by root, wants this folder, which its service would make.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true });

  const settings = join(place, "sshd_config");
  await writeFile(
    settings,
    `${[
      "ListenAddress 127.0.0.1",
      `Port ${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(home, ".ssh", "authorized_keys")}`,
      "PidFile none",
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      `SetEnv HOME=${home} PATH=${path} DOCKER_HOST=${docker.host} DOCKER_CONFIG=${docker.config}`,
    ].join("\n")}\n`,
  );
  await startDaemon({
    name: "sshd",
    folder,
    ...inNetwork(network, "/usr/sbin/sshd", ["-D", "-e", "-f", settings]),
    ready: () => listens(address, port),
  });
  const [type, key] = (await readFile(`${hostKey}.pub`, "utf8")).split(" ");
  return {
    address,
    port,
    user: userInfo().username,
    hostKey: `${type} ${key?.trim()}`,
    folder: join(place, "srv"),
  };
}

/** What an administrator does once, when a server is new: lets the bootstrap key in. */
export async function admit(folder: string, publicKey: string): Promise<void> {
  const file = join(folder, "server", "home", ".ssh", "authorized_keys");
  const present = existsSync(file) ? await readFile(file, "utf8") : "";
  if (!present.includes(publicKey)) await appendFile(file, `${publicKey}\n`, { mode: 0o600 });
}

/** Whether an sshd greets there; what forwards a port accepts before it knows. */
async function listens(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false)).once("close", () => resolve(false));
  });
}
