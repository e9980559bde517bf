import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll } from "vitest";
import ssh, { type Connection, type Server } from "ssh2";
import { type Json, type PluginClient, secret, startPlugin, urn } from "../engine.ts";

export const type = urn("command:remote:Command");

export const keys = {
  host: keyPair(),
  client: keyPair(),
  other: keyPair(),
  encrypted: keyPair({ passphrase: "a passphrase", cipher: "aes256-ctr", rounds: 1 }),
};

export let plugin: PluginClient;
let server: Server;
export let port: number;
export let connections = 0;

beforeAll(async () => {
  plugin = await startPlugin("command");
  await plugin.configure({});
  server = new ssh.Server({ hostKeys: [keys.host.private] }, accept);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterAll(() => server.close());

/** A key pair in the format that ssh reads. */
function keyPair(options: Parameters<typeof ssh.utils.generateKeyPairSync>[1] = {}): {
  private: string;
  public: string;
} {
  for (;;) {
    const pair = ssh.utils.generateKeyPairSync("ed25519", options);
    // Of 300 that ssh2 makes it can't read one itself.
    const passphrase = "passphrase" in options ? options.passphrase : undefined;
    if (!(ssh.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

/** An ssh server that lets one key in, and runs what it is asked to with a shell. */
function accept(client: Connection): void {
  connections += 1;
  const allowed = ssh.utils.parseKey(keys.client.public);
  if (allowed instanceof Error) throw allowed;
  client.on("authentication", (attempt) => {
    const known = attempt.method === "publickey" && attempt.key.data.equals(allowed.getPublicSSH());
    if (known) attempt.accept();
    else attempt.reject(["publickey"]);
  });
  client.on("tcpip", (open, refuse, { destPort }) => {
    const socket = connect(destPort, "127.0.0.1");
    socket.on("connect", () => {
      const channel = open();
      socket.pipe(channel).pipe(socket);
    });
    socket.on("error", () => refuse());
  });
  client.on("session", (open) => {
    open().on("exec", (run, _, { command }) => {
      const channel = run();
      const child = spawn("sh", ["-c", command]);
      channel.pipe(child.stdin);
      child.stdin.on("error", () => undefined);
      child.stdout.pipe(channel, { end: false });
      child.stderr.pipe(channel.stderr, { end: false });
      child.on("close", (status, signal) => {
        if (status === null) channel.exit(signal ?? "TERM");
        else channel.exit(status);
        channel.end();
      });
    });
  });
  client.on("error", () => undefined);
}

/** @param change to the connection that works; null takes a property out */
export function connection(change: Json = {}): Json {
  const all: Json = {
    host: "127.0.0.1",
    port,
    user: "root",
    privateKey: keys.client.private,
    hostKey: keys.host.public,
    dialErrorLimit: 0,
    perDialTimeout: 5,
    ...change,
  };
  return secret(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
}

export function run(create: string, overrides: Json = {}) {
  return plugin.create(type, { connection: connection(), create, logging: "none", ...overrides });
}
