import { setTimeout as wait } from "node:timers/promises";
import type { Duplex } from "node:stream";
import ssh, { type Client, type ConnectConfig } from "ssh2";
import { requireLoopback } from "../loopback.ts";
import type { Context } from "../resource.ts";
import type { Connection } from "./inputs.ts";
import { parseHostKey, requirePrivateKey } from "./keys.ts";
import { wordsOf } from "./words.ts";

type Step = Pick<Context<unknown>, "signal" | "log">;

/**
 * Connects, over the proxy if there is one, trying again as often as `dialErrorLimit` allows: after
 * 0.1 s, then each time half as long again, 5 s at most.
 */
export async function connect(connection: Connection, plugin: string, step: Step): Promise<Client> {
  const { proxy } = connection;
  requireLoopback(connection.host, plugin);
  const config = configure(connection);
  if (!proxy) return dial("Dial", connection, step, () => open(config));
  try {
    requireLoopback(proxy.host, plugin);
    const proxyConfig = configure(proxy);
    const between = await dial("Dial proxy", proxy, step, () => open(proxyConfig));
    return await dial("Dial from proxy", connection, step, async () =>
      open({ ...config, sock: await forward(between, connection) }),
    );
  } catch (error) {
    throw new Error(`proxy: ${(error as Error).message}`, { cause: error });
  }
}

/** What ssh needs to know. @throws Error when a key is none */
function configure(connection: Connection): ConnectConfig {
  const { privateKey, privateKeyPassword, password, hostKey } = connection;
  const expected = hostKey === undefined ? undefined : parseHostKey(hostKey);
  if (privateKey !== undefined) requirePrivateKey(privateKey, privateKeyPassword);
  return {
    host: connection.host,
    port: connection.port,
    username: connection.user,
    // `perDialTimeout` is of the TCP connection, which is made at once on this machine. A server that
    // takes it and then says nothing is waited for without end, as by the real plugin.
    readyTimeout: 0,
    ...(privateKey !== undefined && { privateKey }),
    ...(privateKeyPassword !== undefined && { passphrase: privateKeyPassword }),
    ...(password !== undefined && { password }),
    ...(expected && {
      // Only the key's own type is offered, so that a host with several shows this one.
      algorithms: { serverHostKey: [expected.type] },
      hostVerifier: (key: Buffer) => key.equals(expected.key),
    }),
  };
}

async function dial(
  what: string,
  connection: Connection,
  { signal, log }: Step,
  attempt: () => Promise<Client>,
): Promise<Client> {
  const { dialErrorLimit } = connection;
  for (let failed = 0, delay = 100; ; delay = Math.min(delay * 1.5, 5000)) {
    try {
      return await attempt();
    } catch (error) {
      if (dialErrorLimit >= 0 && failed >= dialErrorLimit) {
        throw new Error(`after ${failed} failed attempts: ${wordsOf(error, connection)}`, {
          cause: error,
        });
      }
      failed += 1;
      log(`${what} ${failed}/${dialErrorLimit < 0 ? "inf" : dialErrorLimit} failed: retrying`);
      await wait(delay, undefined, { signal });
    }
  }
}

function open(config: ConnectConfig): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh.Client();
    client.once("ready", () => resolve(client));
    // One may follow the other: what the server says, and that it hung up.
    client.on("error", (error) => {
      client.end();
      reject(error);
    });
    client.connect(config);
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
