import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

/**
 * Free loopback ports by name, the same ones at each start, so that a second `npm start` finds the
 * stack files, the state and the servers in agreement.
 */
export async function ports<Name extends string>(
  folder: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const file = join(folder, "ports.json");
  if (existsSync(file)) {
    return JSON.parse(await readFile(file, "utf8")) as Record<Name, number>;
  }
  // All are held open until the last is found, or the same one could come twice.
  const servers = await Promise.all(names.map(hold));
  const found = Object.fromEntries(names.map((name, i) => [name, servers[i]!.port]));
  for (const { release } of servers) release();
  await writeFile(file, JSON.stringify(found, null, 2));
  return found as Record<Name, number>;
}

async function hold(): Promise<{ port: number; release: () => void }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, release: () => void server.close() };
}
