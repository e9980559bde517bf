import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { serverDefaults } from "../../settings/groups/serverDefaults.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import type { Target } from "./target.ts";

const run = promisify(execFile);

/** Whether lines of known_hosts have a key for a server, as ssh itself reads them, hashed ones too. */
export function hasHostKey(
  knownHosts: string,
  { address, port }: Pick<Target, "address" | "port">,
): Promise<boolean> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, "known_hosts");
    writeFileSync(file, knownHosts, { mode: 0o600 });
    const name = port === serverDefaults.port ? address : `[${address}]:${port}`;
    try {
      await run("ssh-keygen", ["-F", name, "-f", file]);
      return true;
    } catch (error) {
      // That OpenSSH's client is missing is told when a connection is made.
      return (error as NodeJS.ErrnoException).code === "ENOENT";
    }
  });
}
