import { describe, expect, it } from "vitest";
import type { Json } from "../engine.ts";
import { connection, connections, keys, port, run } from "./server.ts";

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
