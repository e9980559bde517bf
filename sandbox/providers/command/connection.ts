import { setTimeout as wait } from "node:timers/promises";
import type { Duplex } from "node:stream";
import ssh, { type Client, type ConnectConfig } from "ssh2";
import { requireLoopback } from "../loopback.ts";
import type { Shape } from "../resource.ts";

/** How to reach a host, as `remote.Command` takes it, with its defaults filled in. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  privateKeyPassword?: string;
  /** The host's public key, as in authorized_keys; without one, any is taken. */
  hostKey?: string;
  /** How often dialling may fail before it is given up; -1 never is. */
  dialErrorLimit: number;
  /** Seconds for each attempt; 0 for any. */
  perDialTimeout: number;
  proxy?: Connection;
}

const string = { type: "string" } as const;
const base: Shape = {
  agentSocketPath: string,
  dialErrorLimit: { type: "integer" },
  host: { type: "string", required: true },
  hostKey: string,
  password: string,
  perDialTimeout: { type: "integer" },
  port: { type: "number" },
  privateKey: string,
  privateKeyPassword: string,
  user: string,
};

export const connectionShape: Shape = { ...base, proxy: { type: base } };

export const connectionDefaults = {
  dialErrorLimit: 10,
  perDialTimeout: 15,
  port: 22,
  user: "root",
};

/**
 * Connects, over the proxy if there is one, trying again as often as `dialErrorLimit` allows: after
 * 0.1 s, then each time half as long again, 5 s at most.
 */
export async function connect(
  connection: Connection,
  plugin: string,
  signal: AbortSignal,
): Promise<Client> {
  requireLoopback(connection.host, plugin);
  const { proxy } = connection;
  if (!proxy) return dial(connection, undefined, signal);
  requireLoopback(proxy.host, plugin);
  const between = await labelled("proxy", dial(proxy, undefined, signal));
  return labelled(
    "proxy",
    dial(connection, () => forward(between, connection), signal),
  );
}

async function dial(
  connection: Connection,
  socket: (() => Promise<Duplex>) | undefined,
  signal: AbortSignal,
): Promise<Client> {
  for (let attempt = 0, delay = 100; ; attempt += 1, delay = Math.min(delay * 1.5, 5000)) {
    try {
      return await once(connection, await socket?.());
    } catch (error) {
      const { dialErrorLimit } = connection;
      if (dialErrorLimit >= 0 && attempt + 1 > dialErrorLimit) {
        throw new Error(`after ${attempt} failed attempts: ${explain(error, connection)}`, {
          cause: error,
        });
      }
      await wait(delay, undefined, { signal });
    }
  }
}

function once(connection: Connection, sock?: Duplex): Promise<Client> {
  const expected = parseHostKey(connection.hostKey);
  const options: ConnectConfig = {
    host: connection.host,
    port: connection.port,
    username: connection.user,
    readyTimeout: connection.perDialTimeout * 1000,
    ...(connection.privateKey === undefined ? {} : { privateKey: connection.privateKey }),
    ...(connection.privateKeyPassword === undefined
      ? {}
      : { passphrase: connection.privateKeyPassword }),
    ...(connection.password === undefined ? {} : { password: connection.password }),
    ...(sock ? { sock } : {}),
    ...(expected
      ? {
          // Only the key's own type is offered, so that a host with several shows this one.
          algorithms: { serverHostKey: [expected.type] },
          hostVerifier: (key: Buffer) => key.equals(expected.key),
        }
      : {}),
  };
  return new Promise((resolve, reject) => {
    const client = new ssh.Client();
    client.once("ready", () => resolve(client));
    client.once("error", (error) => {
      client.end();
      reject(error);
    });
    client.connect(options);
    // ssh is a talk of small packets, each of which would wait 40 ms for the one before.
    client.setNoDelay(true);
  });
}

function forward(proxy: Client, { host, port }: Connection): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    proxy.forwardOut("127.0.0.1", 0, host, port, (error, channel) =>
      error ? reject(error) : resolve(channel),
    );
  });
}

type HostKeyType = NonNullable<
  Extract<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"], unknown[]>
>[number];

function parseHostKey(text: string | undefined): { type: HostKeyType; key: Buffer } | undefined {
  if (text === undefined) return undefined;
  const [type, encoded] = text.trim().split(/\s+/);
  if (!type || !encoded) throw new Error("failed to parse host key: ssh: no key found");
  return { type: type as HostKeyType, key: Buffer.from(encoded, "base64") };
}

/** The words of Go's ssh client, on which the real provider is built. */
function explain(error: unknown, { host, port, user }: Connection): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("ECONNREFUSED"))
    return `dial tcp ${host}:${port}: connect: connection refused`;
  if (message.includes("Host denied")) return "ssh: handshake failed: ssh: host key mismatch";
  if (message.includes("authentication methods failed")) {
    return `ssh: handshake failed: ssh: unable to authenticate as ${user}, no supported methods remain`;
  }
  if (message.includes("no matching")) {
    return `ssh: handshake failed: ssh: no common algorithm for host key (${message})`;
  }
  return `ssh: handshake failed: ${message}`;
}

async function labelled<Result>(label: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`${label}: ${(error as Error).message}`, { cause: error });
  }
}
