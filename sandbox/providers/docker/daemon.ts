import { request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { requireLoopback } from "../loopback.ts";

const systemSocket = "unix:///var/run/docker.sock";

/** Docker Desktop's sockets, in the order in which they are tried. */
const userSockets = ["run", "desktop"].map(
  (folder) => `unix://${join(homedir(), ".docker", folder, "docker.sock")}`,
);

/**
 * Finds a daemon that answers, as the native half of the real plugin does whenever it is
 * configured: whatever `disableDockerDaemonCheck` says, which only the bridged half obeys. A host
 * that is reached over ssh is not asked.
 *
 * @param host as it is configured; without one, this machine's usual sockets are tried
 * @throws Error when none answers, in the real plugin's words
 */
export async function findDaemon(host: string | undefined, plugin: string): Promise<void> {
  if (host?.startsWith("ssh://")) return;
  for (const candidate of host === undefined ? [systemSocket, ...userSockets] : [host]) {
    if (await answers(candidate, plugin)) return;
  }
  throw unexpected("failed to connect to any docker daemon");
}

function unexpected(reason: string): Error {
  return new Error(`docker native provider returned an unexpected error from Configure: ${reason}`);
}

function answers(host: string, plugin: string): Promise<boolean> {
  const [, scheme, address = ""] = /^(\w+):\/\/(.*)$/.exec(host) ?? [];
  if (scheme === undefined) throw unexpected(`unable to parse docker host \`${host}\``);
  const place = scheme === "unix" ? { socketPath: address } : overNetwork(address, plugin);
  return new Promise((resolve) => {
    const ping = request({ ...place, path: "/_ping" });
    ping.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.on("error", () => resolve(false));
    ping.end();
  });
}

function overNetwork(address: string, plugin: string) {
  const { hostname, port } = new URL(`http://${address}`);
  requireLoopback(hostname, plugin);
  return { host: hostname, port };
}
