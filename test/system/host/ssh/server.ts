import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import ssh, { type Client } from "ssh2";
import { bootstrapCommand, type BootstrapRequest } from "../../../../host/bootstrap.ts";
import { hostPackage } from "../../../../host/package.ts";
import { protocol, type Role } from "../../../../host/protocol.ts";
import { startDaemon, stopDaemon } from "../../../../sandbox/daemon.ts";
import { freePort } from "../../../support/freePort.ts";
import type { Host } from "../support.ts";

/** A host of these tests behind an sshd of its own, with a key of each role. */
export interface SshServer {
  host: Host;
  /** The home that sshd looks for keys in, and that calls have. */
  home: string;
  /** The root folder of all that slipway-host keeps. */
  root: string;
  connect: (role: Role) => Promise<Client>;
  /** All that sshd has said. */
  log: () => string;
  close: () => Promise<void>;
}

/** Keys that are bound to an app are to `shop`. */
const keyOf: Record<Role, string> = {
  configurator: keyPair(),
  deployer: keyPair(),
  puller: keyPair(),
  observer: keyPair(),
};

/**
 * An sshd that lets do whatever an sshd can: what a key may not do, its line in authorized_keys and
 * slipway-host keep it from.
 */
export async function startSshServer(host: Host): Promise<SshServer> {
  const home = join(host.folder, "home");
  const root = join(host.folder, "srv");
  const { docker } = host.machine;
  const variables = {
    HOME: home,
    PATH: process.env.PATH!,
    DOCKER_HOST: docker.host,
    DOCKER_CONFIG: docker.config,
  };
  bind(host, root, variables);
  const port = await freePort();
  const settings = join(host.folder, "sshd_config");
  const hostKey = join(host.folder, "host_key");
  if (!existsSync(hostKey)) writeFileSync(hostKey, keyPair(), { mode: 0o600 });
  writeFileSync(
    settings,
    `${[
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(home, ".ssh/authorized_keys")}`,
      ...["PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no"],
      ...["PermitRootLogin prohibit-password", "MaxStartups 100", "MaxSessions 20"],
      // As Debian's, and more than it lets do.
      ...["AcceptEnv LANG LC_* LD_* PYTHON* SSH_* SLIPWAY_*", "PermitUserEnvironment yes"],
      ...["X11Forwarding yes", "PermitTunnel yes", "GatewayPorts yes", "AllowAgentForwarding yes"],
      ...["AllowTcpForwarding yes", "AllowStreamLocalForwarding yes"],
      "Subsystem sftp internal-sftp",
      `SetEnv ${Object.entries(variables)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ")}`,
      "LogLevel DEBUG3",
    ].join("\n")}\n`,
  );
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  await startDaemon({
    name: "sshd",
    folder: host.folder,
    command: "/usr/sbin/sshd",
    args: ["-D", "-e", "-f", settings],
    ready: () => listens(port),
  });
  const clients: Client[] = [];
  return {
    host,
    home,
    root,
    async connect(role) {
      const client = new ssh.Client();
      clients.push(client);
      await new Promise<void>((resolve, reject) => {
        client.once("ready", resolve).once("error", reject);
        client.connect({
          host: "127.0.0.1",
          port,
          username: userInfo().username,
          privateKey: keyOf[role],
          // Nobody is there; forwarding it is asked for all the same.
          agent: join(host.folder, "no-agent"),
          authHandler: ["publickey"],
        });
      });
      // A server that ends a connection is what some of these tests are about.
      client.on("error", () => undefined);
      return client;
    },
    log: () => readFileSync(join(host.folder, "log/sshd.log"), "utf8"),
    async close() {
      for (const client of clients) client.end();
      await stopDaemon(host.folder, "sshd");
    },
  };
}

/** As `up` does it. From then on calls take the program that it has put in place. */
function bind(host: Host, root: string, env: NodeJS.ProcessEnv): void {
  const request: BootstrapRequest = {
    protocol,
    environment: host.environment,
    folder: root,
    user: userInfo().username,
    keys: (Object.keys(keyOf) as Role[]).map((role) => ({
      role,
      public: publicOf(keyOf[role]),
      ...(role === "deployer" || role === "puller" ? { app: "shop" } : {}),
    })),
  };
  const sent = gzipSync(JSON.stringify({ ...hostPackage(), request })).toString("base64");
  const { status, stdout } = spawnSync("/bin/sh", ["-c", bootstrapCommand], {
    input: sent,
    encoding: "utf8",
    env,
  });
  if (status !== 0) throw new Error(`bootstrap ended with ${status}: ${stdout}`);
  host.use(join(root, "bin/environments", host.environment));
}

/** A private key that ssh and ssh2 read: of 300 that ssh2 makes it can't read one itself. */
function keyPair(): string {
  for (;;) {
    const pair = ssh.utils.generateKeyPairSync("ed25519");
    if (!(ssh.utils.parseKey(pair.private) instanceof Error)) return pair.private;
  }
}

function publicOf(privateKey: string): string {
  const key = ssh.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `ssh-ed25519 ${key.getPublicSSH().toString("base64")}`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
