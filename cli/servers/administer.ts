import { bootstrapCommand, type BootstrapRequest } from "../../host/bootstrap.ts";
import { hostPackage } from "../../host/package.ts";
import { protocol } from "../../host/protocol.ts";
import { compressed } from "../../components/environment/compressed.ts";
import type { EnvironmentSettings } from "../../settings/model.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { isObject } from "../terminal/isObject.ts";
import { printable } from "../terminal/output.ts";
import { configuredBy } from "./fromSettings.ts";
import { call } from "./ssh.ts";

/**
 * Has the environment's block of keys on a server be these, as root, as `up` does it (components/
 * environment/server.ts), and nobody look after interrupted switches there any more.
 *
 * @throws UserError when the server can't be reached, or does not do it
 */
export async function leaveKeys(
  settings: EnvironmentSettings,
  name: string,
  keys: BootstrapRequest["keys"],
): Promise<void> {
  const { user, administrator, folder } = settings.servers[name]!;
  const { stack } = settings;
  const request: BootstrapRequest = {
    ...{ protocol, environment: stack, folder, user, keys },
    timer: false,
  };
  const { server } = configuredBy(settings, name);
  const said: string[] = [];
  const { code, output } = await call({
    ...{ stack, name, action: bootstrapCommand },
    server: { ...server, user: administrator },
    privateKey: settings.keys.bootstrap.private,
    input: compressed(JSON.stringify({ ...hostPackage(), request })),
    onLine: (line) => void said.push(printable(line.trimEnd())),
  });
  if (code === 0) return;
  const message = messageOf(output) ?? said.at(-1) ?? `it ended with ${code}`;
  throw new UserError(`${name}: ${printable(message)}`, code > 2 ? code : exit.unreachable);
}

function messageOf(output: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(output);
    return isObject(answer) && typeof answer.message === "string" ? answer.message : undefined;
  } catch {
    return undefined;
  }
}
