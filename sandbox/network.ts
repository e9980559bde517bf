import { readlinkSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { pidOf, startDaemon } from "./daemon.ts";

const name = "network";

/** A network of a server's own, so that several on one machine may publish the same ports. */
export interface Network {
  /** What its published ports are reached at from the machine: `127.0.0.2`. */
  address: string;
  /** The process that holds it (sandbox/network.py). */
  pid: number;
}

/** What a network lets through. */
export interface Passages {
  /** What it is reached at from the machine: `127.0.0.2`. */
  address: string;
  /** Ports of 127.0.0.1 in there that answer at that address. */
  ports: number[];
  /** Addresses of the machine that are the same ones in there: `127.0.0.1:41234`. */
  leave: string[];
}

/**
 * Makes it, where it is not there. It has a loopback and nothing else: no interface, no address and no
 * rule of a firewall is left on the machine when its processes are gone.
 *
 * @param folder the server's
 * @param passages default: none; then one that is there is as good as it is
 * @throws where the one who asks is not root
 */
export async function startNetwork(folder: string, passages?: Passages): Promise<Network> {
  const { address = "127.0.0.1", ports = [], leave = [] } = passages ?? {};
  const isThere = passages === undefined && pidOf(folder, name) !== undefined;
  const entries = ports.flatMap((port) => ["enter", `${address}:${port}`]);
  const exits = leave.flatMap((one) => ["leave", one]);
  if (!isThere) {
    await startDaemon({
      ...{ name, folder, command: "python3" },
      args: ["-I", join(import.meta.dirname, "network.py"), ...entries, ...exits],
      ready: async () => isOwn(pidOf(folder, name)) && (await accepts(address, ports[0])),
    });
  }
  return { address, pid: pidOf(folder, name)! };
}

/** A daemon's command in a network. Its name ends with the one who holds it: another is another command. */
export function inNetwork(
  network: Network | undefined,
  command: string,
  args: string[],
): { command: string; args: string[] } {
  if (!network) return { command, args };
  const place = `--net=/proc/${network.pid}/ns/net`;
  return { command: "nsenter", args: [place, "--", command, ...args] };
}

function isOwn(pid: number | undefined): boolean {
  const [its, ours] = [pid, "self"].map((process) => networkOf(process));
  return its !== undefined && its !== ours;
}

function networkOf(process: number | string | undefined): string | undefined {
  try {
    return readlinkSync(`/proc/${process}/ns/net`);
  } catch {
    return undefined;
  }
}

/** Entries are the last to be there. */
async function accepts(address: string, port: number | undefined): Promise<boolean> {
  if (port === undefined) return true;
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
