import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import { connectionMessage } from "./advice.ts";
import { sshArguments } from "./sshArguments.ts";
import { faultOf } from "./sshFault.ts";
import { runSsh, Unreachable, type Conversation, type Reply } from "./sshProcess.ts";
import type { Target } from "./target.ts";

export { Unreachable } from "./sshProcess.ts";

export interface Call extends Omit<Conversation, "name"> {
  /** The stack that the server belongs to, for advice. */
  stack: string;
  server: Target;
  /** An OpenSSH private key, with its last newline. */
  privateKey: string;
  /** The one word that the forced command looks at. */
  action: string;
}

/**
 * Runs one action on a server through the system's `ssh`: with this key and no other, and only if
 * the server shows a host key that is known. The user's own SSH configuration plays no part, so
 * that the same call works in the same way on a laptop and in a pipeline.
 *
 * @throws Unreachable when there was no connection, or it broke.
 */
export function call(request: Call): Promise<Reply> {
  return withTemporaryFolder(async (folder) => {
    const identity = join(folder, "key");
    const knownHosts = join(folder, "known_hosts");
    const log = join(folder, "log");
    const { stack, server, action, privateKey, ...conversation } = request;
    writeFileSync(identity, privateKey, { mode: 0o600 });
    writeFileSync(knownHosts, server.knownHosts, { mode: 0o600 });
    const { code, output } = await runSsh(
      sshArguments(server, action, { identity, knownHosts, log }),
      { name: server.name, ...conversation },
    );
    if (code === 255) {
      const fault = faultOf(readLog(log));
      const isStrange = fault.kind === "login";
      throw new Unreachable(connectionMessage(fault, stack, server), { isStrange });
    }
    return { code, output };
  });
}

function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
