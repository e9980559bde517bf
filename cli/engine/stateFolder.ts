import { glob, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Takes away what a kill can leave damaged in a folder of states. Beside each state Pulumi's file
 * backend writes `<state>.attrs`, its type and its checksum, and does so in place, while the state
 * itself is replaced in one step (gocloud.dev/blob/fileblob, setAttrs). An engine that is killed
 * between the two leaves an empty `.attrs`, and from then on cannot read the whole state beside it:
 * "failed to load checkpoint: EOF". Nothing needs such a file, so one that cannot be read goes.
 *
 * @param address the backend's, `file:///srv/pulumi-state`; any other has no such files
 * @param folder what a relative address is seen from: where Pulumi runs
 * @returns the files that were taken away
 */
export async function removeTornAttributes(address: string, folder: string): Promise<string[]> {
  const states = stateFolder(address, folder);
  if (states === undefined) return [];
  const torn: string[] = [];
  for await (const name of glob("**/*.attrs", { cwd: states })) {
    const path = join(states, name);
    if (await isJson(path)) continue;
    await rm(path, { force: true });
    torn.push(path);
  }
  return torn;
}

/** As Pulumi reads the address: `~` is the home folder, and a query is fileblob's own. */
function stateFolder(address: string, folder: string): string | undefined {
  const [, path] = /^file:\/\/([^?]*)/.exec(address) ?? [];
  if (path === undefined) return undefined;
  const home = path.replace(/^~(?=\/|$)/, homedir());
  return join(resolve(folder, home), ".pulumi");
}

async function isJson(path: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(path, "utf8"));
    return true;
  } catch (error) {
    // One that has gone meanwhile, or may not be read, isn't torn.
    return !(error instanceof SyntaxError);
  }
}
