import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startDaemon, stopDaemon } from "./daemon.ts";
import { inNetwork, type Network } from "./network.ts";
import { unpackPlugin } from "./packages.ts";

const run = promisify(execFile);

/** How to reach a Docker daemon: what DOCKER_HOST and DOCKER_CONFIG are set to. */
export interface Docker {
  /** `unix:///…` */
  host: string;
  /** A folder of the sandbox's own, which has the Compose plugin and no credentials. */
  config: string;
  /** Whether it was here before the sandbox; then it is never stopped. */
  foreign: boolean;
}

/** Downloads that outlive a sandbox. */
const cache = join(import.meta.dirname, "../.toolchain/docker");

/**
 * The machine's own Docker daemon where this user has one that works, else one of the sandbox's: with
 * its own socket, data and networks, and without a hand on the machine's firewall.
 *
 * @param folder the sandbox's, or a test's.
 */
export async function startDocker(folder: string): Promise<Docker> {
  const config = configOf(folder);
  mkdirSync(config, { recursive: true });
  const foreign = await foreignDocker(folder);
  const docker = foreign ?? { host: await startOwn(folder), config, foreign: false };
  await provideCompose(docker);
  return docker;
}

/** Another daemon of the sandbox's, in a network that is not the machine's. */
export async function startDockerIn(network: Network, folder: string): Promise<Docker> {
  const config = configOf(folder);
  mkdirSync(config, { recursive: true });
  const docker = { host: await startOwn(folder, network), config, foreign: false };
  await provideCompose(docker);
  return docker;
}

/** The machine's own, as a sandbox uses it; undefined when none answers. */
export async function foreignDocker(folder: string): Promise<Docker | undefined> {
  const host = await machinesDocker();
  return host === undefined ? undefined : { host, config: configOf(folder), foreign: true };
}

/** Ends the sandbox's own daemon and its containers; their data stay. */
export async function stopDocker(folder: string): Promise<void> {
  await stopDaemon(folder, "docker");
}

/**
 * Ends the sandbox's own daemon for good: containers, networks and data go.
 *
 * @param docker as startDocker answered.
 */
export async function removeDocker(folder: string, docker: Docker): Promise<void> {
  if (docker.foreign) return;
  const containers = await ask(docker, ["ps", "--all", "--quiet"]);
  if (containers.length > 0) await ask(docker, ["rm", "--force", "--volumes", ...containers]);
  // A network left behind would keep its bridge on the machine.
  await ask(docker, ["network", "prune", "--force"]);
  await stopDaemon(folder, "docker");
  await unmount([join(folder, "docker"), join(sockets(folder), "docker")]);
  rmSync(join(folder, "docker"), { recursive: true, force: true });
  // The folder of the sockets may be that of every daemon's.
  for (const name of ["docker", "docker.sock"]) {
    rmSync(join(sockets(folder), name), { recursive: true, force: true });
  }
}

/** What a daemon that was killed leaves mounted, and a build with the machine's network. */
async function unmount(folders: string[]): Promise<void> {
  if (!existsSync("/proc/self/mounts")) return;
  const places = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .flatMap((line) => line.split(" ")[1]?.replaceAll("\\040", " ") ?? [])
    .filter((place) => folders.some((folder) => place.startsWith(`${folder}/`)));
  // The last was mounted on top.
  for (const place of places.reverse()) await run("umount", ["--lazy", place]).catch(() => {});
}

/** The environment of a docker command that talks to this daemon. */
export function dockerEnvironment(docker: Docker): NodeJS.ProcessEnv {
  return { ...process.env, DOCKER_HOST: docker.host, DOCKER_CONFIG: docker.config };
}

/** Where this user's Docker daemon listens, or undefined when none answers. */
export async function machinesDocker(): Promise<string | undefined> {
  try {
    await run("docker", ["version", "--format", "{{.Server.Version}}"]);
    const { stdout } = await run("docker", [
      "context",
      "inspect",
      "--format",
      "{{.Endpoints.docker.Host}}",
    ]);
    return process.env["DOCKER_HOST"] ?? stdout.trim();
  } catch {
    return undefined;
  }
}

function configOf(folder: string): string {
  return join(folder, "docker/config");
}

async function startOwn(folder: string, network?: Network): Promise<string> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      "No Docker daemon answers. Start Docker, or run as root, so that the sandbox can start its own.",
    );
  }
  const place = sockets(folder);
  mkdirSync(place, { recursive: true });
  const host = `unix://${join(place, "docker.sock")}`;
  const docker: Docker = { host, config: configOf(folder), foreign: false };
  await startDaemon({
    name: "docker",
    folder,
    ...inNetwork(network, "dockerd", [
      ...["--host", host],
      ...["--data-root", join(folder, "docker/data")],
      ...["--exec-root", join(place, "docker")],
      ...["--pidfile", join(folder, "run/docker.pid")],
      // Ports are published on loopback by docker-proxy alone, so the firewall is left as it is.
      ...["--bridge", "none", "--iptables=false", "--ip6tables=false"],
      ...["--ip-forward=false", "--ip-masq=false"],
      ...["--config-file", await configurationFile(folder)],
    ]),
    ready: () => answers(docker),
  });
  return host;
}

async function configurationFile(folder: string): Promise<string> {
  const { stdout } = await run("dockerd", ["--version"]);
  const major = Number(/version (\d+)/.exec(stdout)?.[1]);
  const file = join(folder, "docker/daemon.json");
  // Old daemons write a key to /etc/docker unless they are told where to; new ones know no key.
  const settings = major < 24 ? { "deprecated-key-path": join(folder, "docker/key.json") } : {};
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

async function answers(docker: Docker): Promise<boolean> {
  try {
    await ask(docker, ["version", "--format", "{{.Server.Version}}"]);
    return true;
  } catch {
    return false;
  }
}

/** Links the Compose plugin into the configuration: the machine's own, else Debian's newer one. */
async function provideCompose(docker: Docker): Promise<void> {
  const target = join(docker.config, "cli-plugins");
  if (existsSync(join(target, "docker-compose"))) return;
  mkdirSync(target, { recursive: true });
  try {
    await ask(docker, ["compose", "version"]);
    return;
  } catch {
    const user = join(homedir(), ".docker/cli-plugins");
    const source = existsSync(join(user, "docker-compose"))
      ? user
      : unpackPlugin("docker-compose", cache);
    for (const plugin of readdirSync(source)) {
      rmSync(join(target, plugin), { force: true });
      symlinkSync(join(source, plugin), join(target, plugin));
    }
  }
}

async function ask(docker: Docker, args: string[]): Promise<string[]> {
  const { stdout } = await run("docker", args, { env: dockerEnvironment(docker) });
  return stdout.split("\n").filter((line) => line !== "");
}

/** Where the daemon's sockets are. The kernel takes paths of 107 bytes (unix(7)). */
function sockets(folder: string): string {
  const near = join(folder, "run");
  const longest = join(near, "docker/containerd/containerd-debug.sock");
  if (Buffer.byteLength(longest) < 100) return near;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return join(tmpdir(), `slipway-${name}`);
}
