import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
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

/**
 * Below those that kernels give to whoever asks for any, who could hold one at the next start, and above
 * 10080, the last that browsers and fetch refuse (WHATWG's "bad ports").
 */
const [lowest, highest] = [10_081, 32_767];

async function hold(): Promise<{ port: number; release: () => void }> {
  for (;;) {
    const server = createServer();
    const port = randomInt(lowest, highest + 1);
    const isFree = await new Promise<boolean>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" ? resolve(false) : reject(error),
      );
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (isFree) return { port, release: () => void server.close() };
  }
}
