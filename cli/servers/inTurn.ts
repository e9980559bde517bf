import { exitCode } from "../../host/protocol.ts";
import type { Answer } from "../../host/protocol.ts";
import { attempt, type Change, type ChangeResult, type Outcome } from "./change.ts";
import type { Host } from "./host.ts";
import { survey } from "./survey.ts";

/** Asks the same of server after server and stops at the first that fails. */
export async function changeInTurn(
  change: Change,
  action: ChangeResult["action"],
  request: (host: Host) => Promise<Answer>,
): Promise<ChangeResult> {
  if (change.isOthers) await survey(change);
  const servers: Outcome[] = [];
  for (const host of change.hosts) {
    const outcome = await attempt(host, () => request(host));
    servers.push(outcome);
    if (outcome.code !== exitCode.serving) break;
  }
  const untouched = change.hosts.slice(servers.length).map((host) => host.server.name);
  return {
    ...{ environment: change.stack, app: change.app, action },
    ...{ code: servers.at(-1)?.code ?? exitCode.serving, servers, untouched },
  };
}
