import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import ssh, { type Connection, type Server } from "ssh2";
import { type Json, type PluginClient, secret, startPlugin, unknown, urn } from "./engine.ts";

const type = urn("command:remote:Command");
const keys = {
  host: keyPair(),
  client: keyPair(),
  other: keyPair(),
  encrypted: keyPair({ passphrase: "a passphrase", cipher: "aes256-ctr", rounds: 1 }),
};

let plugin: PluginClient;
let server: Server;
let port: number;
let connections = 0;

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
  return ssh.utils.generateKeyPairSync("ed25519", options);
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
function connection(change: Json = {}): Json {
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

function run(create: string, overrides: Json = {}) {
  return plugin.create(type, { connection: connection(), create, logging: "none", ...overrides });
}

describe("A remote command", () => {
  it("runs with its standard input, and keeps what it said", async () => {
    const stdin = secret("x".repeat(3_000_000));
    const { id, state } = await run("wc -c; echo warning >&2", { stdin });
    expect(id).toMatch(/^it[0-9a-f]{8}$/);
    expect(state).toMatchObject({ stdout: "3000000", stderr: "warning", stdin });
    expect(state["connection"]).toEqual(connection());
  });

  it("isn't run by a preview, which knows nothing of what it will say", async () => {
    const before = connections;
    const inputs = { connection: connection(), create: "echo" };
    const { state } = await plugin.create(type, inputs, true);
    expect(state).toEqual({ ...inputs, stdout: unknown, stderr: unknown });
    const news = { ...inputs, stdin: "x" };
    const olds = { ...inputs, stdout: "", stderr: "" };
    const after = await plugin.update(type, { id: "x", state: olds, news, preview: true });
    expect(after).toEqual({ ...news, stdout: unknown, stderr: unknown });
    expect(connections).toBe(before);
  });

  it("fails with its status and all it said, and not with what it read", async () => {
    const failed = run("cat >/dev/null; echo out; echo err >&2; exit 10", {
      stdin: secret("a canary"),
    });
    await expect(failed).rejects.toThrow(
      /Process exited with status 10: running "cat >\/dev\/null; echo out; echo err >&2; exit 10":\n(out\nerr|err\nout)/,
    );
    await expect(failed).rejects.not.toThrow("canary");
  });

  it.each([
    ["TERM", 143],
    ["KILL", 137],
    ["HUP", 129],
    ["USR1", 128],
  ])("fails when it is killed, by %s with status %i", async (signal, status) => {
    await expect(run(`kill -${signal} $$`)).rejects.toThrow(
      `Process exited with status ${status} from signal ${signal}: running "kill -${signal} $$"`,
    );
  });

  it("fails when it ends before it has read its standard input", async () => {
    const stdin = "x".repeat(8_000_000);
    await expect(run("exit 0", { stdin })).rejects.toThrow('EOF: running "exit 0":');
    await expect(run("exit 3", { stdin })).rejects.toThrow("Process exited with status 3");
  });

  it("keeps secrets where they were, inside other secrets too", async () => {
    const nested = connection({ privateKey: secret(keys.client.private) });
    const news = { connection: nested, create: "echo", logging: "none" };
    const { id, state } = await plugin.create(type, news);
    expect(state["connection"]).toEqual(nested);
    const updated = await plugin.update(type, { id, state, news });
    expect(updated["connection"]).toEqual(nested);
  });

  it("runs `create` again on an update, or `update` if there is one", async () => {
    const { id, state } = await run("cat", { stdin: "1" });
    const inputs = { connection: connection(), create: "cat", logging: "none" };
    const again = await plugin.update(type, { id, state, news: { ...inputs, stdin: "2" } });
    expect(again).toMatchObject({ stdout: "2" });
    const news = { ...inputs, stdin: "3", update: "cat; echo updated" };
    expect(await plugin.update(type, { id, state, news })).toMatchObject({ stdout: "3updated" });
    const nothing = { connection: connection() };
    expect(await plugin.update(type, { id, state, news: nothing })).toMatchObject({ stdout: "1" });
  });

  it("runs `delete`, if there is one, when it is deleted", async () => {
    const before = connections;
    await plugin.delete(type, "x", { connection: connection(), create: "exit 1" });
    expect(connections).toBe(before);
    const state = { connection: connection(), delete: "echo deleting; exit 3" };
    await expect(plugin.delete(type, "x", state)).rejects.toThrow(
      'Process exited with status 3: running "echo deleting; exit 3":\ndeleting',
    );
  });

  it("is replaced when its triggers change, and updated for everything else", async () => {
    const inputs = { connection: connection(), create: "echo", triggers: [1, "a"] };
    const request = { id: "x", state: { ...inputs, stdout: "", stderr: "" }, inputs };
    const triggered = await plugin.diff(type, { ...request, news: { ...inputs, triggers: [2] } });
    expect(triggered).toMatchObject({
      replaces: ["triggers"],
      details: { "triggers[0]": "~±", "triggers[1]": "-±" },
      deleteBeforeReplace: false,
    });
    const news = { ...inputs, create: "true", connection: connection({ port: 1 }), stdin: "x" };
    expect(await plugin.diff(type, { ...request, news })).toMatchObject({
      replaces: [],
      // A connection is secret as a whole.
      details: { create: "~", connection: "~", stdin: "+" },
    });
    const withoutStdin = { ...request, state: { ...request.state, stdin: "x" } };
    expect(await plugin.diff(type, { ...withoutStdin, news: inputs })).toMatchObject({
      details: { stdin: "-" },
    });
    expect((await plugin.diff(type, { ...request, news: inputs })).changes).toEqual([]);
  });

  it("is believed by a refresh: nothing is read back", async () => {
    const inputs = { connection: connection(), create: "echo" };
    const state = { ...inputs, stdout: "old", stderr: "" };
    expect(await plugin.read(type, "x", state, inputs)).toEqual({ id: "x", state, inputs });
  });
});

describe("Check of a remote command", () => {
  it("fills in the connection's defaults, and makes it secret, its keys and passwords once more", async () => {
    const defaults = { dialErrorLimit: 10, perDialTimeout: 15, port: 22, user: "root" };
    const proxy = { host: "127.0.0.2", port: 2222, password: "a canary" };
    const given = { host: "127.0.0.1", privateKey: "a key", proxy };
    const filled = secret({
      ...defaults,
      ...given,
      privateKey: secret("a key"),
      proxy: { ...defaults, ...proxy, password: secret("a canary") },
    });
    for (const connection of [given, secret(given), filled]) {
      const { inputs } = await plugin.check(type, { connection });
      expect(inputs).toEqual({ connection: filled });
    }
  });

  it("finds unknown keys and missing ones", async () => {
    const { failures } = await plugin.check(type, { connection: { hostkey: "x" }, command: "x" });
    expect(failures).toEqual([
      "Missing required property 'connection.host'",
      "Invalid or unknown key. Examine values at 'it.connection.hostkey'.",
      "Invalid or unknown key. Examine values at 'it.command'.",
    ]);
  });
});

describe("The connection", () => {
  const cut = (key: string) => key.split("\n").slice(0, 3).join("\n");
  const ends = "\n-----END OPENSSH PRIVATE KEY-----\n";
  const methods = (names: string) =>
    `after 0 failed attempts: ssh: handshake failed: ssh: unable to authenticate, attempted methods [${names}], no supported methods remain`;

  /** Each was said by the real plugin, beside a real sshd. */
  it.each<[string, Json, string]>([
    ["another key", { privateKey: keys.other.private }, methods("none publickey")],
    ["no key", { privateKey: null }, methods("none")],
    ["an empty key", { privateKey: "" }, "ssh: no key found"],
    ["a public key", { privateKey: keys.client.public }, "ssh: no key found"],
    ["a key cut off", { privateKey: cut(keys.client.private) }, "ssh: no key found"],
    [
      "a key without its middle",
      { privateKey: cut(keys.client.private) + ends },
      "ssh: short read",
    ],
    [
      "a key without its beginning",
      { privateKey: keys.client.private.replace(/\n.{20}/, "\n") },
      "ssh: invalid openssh private key format",
    ],
    [
      "a key with a passphrase",
      { privateKey: keys.encrypted.private },
      "ssh: this private key is passphrase protected",
    ],
    [
      "the wrong passphrase",
      { privateKey: keys.encrypted.private, privateKeyPassword: "canary" },
      "x509: decryption password incorrect",
    ],
    [
      "a passphrase for a key without one",
      { privateKeyPassword: "canary" },
      "ssh: key is not password protected",
    ],
    [
      "another host key",
      { hostKey: keys.other.public },
      "after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch",
    ],
    ["an empty host key", { hostKey: "" }, "failed to parse host key: ssh: no key found"],
    ["half a host key", { hostKey: "AAAA" }, "failed to parse host key: ssh: no key found"],
    [
      "a host key cut off",
      { hostKey: keys.host.public.slice(0, 40) },
      "failed to parse host key: ssh: no key found; last parsing error for ignored line: ssh: short read",
    ],
  ])("is refused with %s", async (_, change, said) => {
    const refused = run("echo", { connection: connection(change) });
    await expect(refused).rejects.toMatchObject({ details: said });
  });

  it.each(["%s a comment", "host.example.com %s"])("takes the host key `%s`", async (form) => {
    const hostKey = form.replace("%s", keys.host.public.trim());
    await run("echo", { connection: connection({ hostKey }) });
  });

  it("tries a refused port as often as it may", async () => {
    await expect(
      run("echo", { connection: connection({ port: 1, dialErrorLimit: 2 }) }),
    ).rejects.toThrow("after 2 failed attempts: dial tcp 127.0.0.1:1: connect: connection refused");
  });

  const proxy = (change: Json = {}) => ({
    proxy: {
      host: "127.0.0.1",
      port,
      user: "root",
      privateKey: keys.client.private,
      dialErrorLimit: 0,
      perDialTimeout: 5,
      ...change,
    },
  });

  it("goes over a proxy", async () => {
    const before = connections;
    const { state } = await run("echo there", { connection: connection(proxy()) });
    expect(state).toMatchObject({ stdout: "there" });
    expect(connections - before).toBe(2);
  });

  it.each<[string, () => Json, string]>([
    [
      "the proxy refuses",
      () => proxy({ port: 1 }),
      "proxy: after 0 failed attempts: dial tcp 127.0.0.1:1: connect: connection refused",
    ],
    ["the proxy's key is none", () => proxy({ privateKey: "x" }), "proxy: ssh: no key found"],
    [
      "the host behind it refuses",
      () => ({ port: 1, ...proxy() }),
      // Between the brackets a real sshd says why.
      "proxy: after 0 failed attempts: ssh: rejected: connect failed ()",
    ],
    [
      "the host behind it shows another key",
      () => ({ hostKey: keys.other.public, ...proxy() }),
      "proxy: after 0 failed attempts: ssh: handshake failed: ssh: host key mismatch",
    ],
    [
      "the host key of the one behind it is none",
      () => ({ hostKey: "x", ...proxy() }),
      "failed to parse host key: ssh: no key found",
    ],
  ])("says that %s", async (_, change, said) => {
    const refused = run("echo", { connection: connection(change()) });
    await expect(refused).rejects.toMatchObject({ details: said });
  });

  it.each([{ host: "example.com" }, { proxy: { host: "192.0.2.1", dialErrorLimit: 0 } }])(
    "refuses what isn't this machine: %j",
    async (elsewhere) => {
      const before = connections;
      await expect(run("echo", { connection: connection(elsewhere) })).rejects.toThrow(
        "The sandbox's stand-in for the command 1.2.1 plugin reaches this machine only",
      );
      expect(connections).toBe(before);
    },
  );

  it("doesn't take environment variables, which servers refuse", async () => {
    await expect(run("echo", { environment: { A: "b" } })).rejects.toThrow(
      'could not set environment variable "A": ssh: setenv failed',
    );
  });
});
