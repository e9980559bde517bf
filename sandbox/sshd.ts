import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startDaemon } from "./daemon.ts";
import type { Docker } from "./docker.ts";

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
 */
export async function startServer(
  folder: string,
  port: number,
  docker: Docker,
  path: string,
): Promise<SandboxServer> {
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
    command: "/usr/sbin/sshd",
    args: ["-D", "-e", "-f", settings],
    ready: () => listens(port),
  });
  const [type, key] = (await readFile(`${hostKey}.pub`, "utf8")).split(" ");
  return {
    address: "127.0.0.1",
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

/** Whether something accepts connections on this loopback port. */
async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
