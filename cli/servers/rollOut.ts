import { constants } from "node:os";
import { exitCode } from "../../host/protocol.ts";
import type { Cause, Release } from "../../host/protocol.ts";
import { attempt, type Change, type ChangeResult, type Outcome } from "./change.ts";
import { exit } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { holdFirstSignal } from "../terminal/signals.ts";
import { ask, type Host } from "./host.ts";
import { survey } from "./survey.ts";

export interface Deployment {
  image: string;
  version?: string;
  cause: Cause;
}

/**
 * Deploys server after server. The first that fails has put itself back; those before it are then
 * put back too, so that an app never serves two versions for longer than the roll-out takes.
 *
 * Before the first switch, every server is asked what it serves: one that can't be reached stops
 * the roll-out while nothing has changed, and the answers are what "back" means. One server alone
 * needs neither, unless it is a variable that names it, which may be another environment's.
 *
 * Ctrl-C ends the roll-out behind the server that is switching (it would finish in any case) and
 * puts back like a failure; a second one leaves at once.
 */
export async function rollOut(change: Change, deployment: Deployment): Promise<ChangeResult> {
  const { hosts, app } = change;
  const look = hosts.length > 1 || change.isOthers;
  const before = look ? await survey(change) : new Map<string, Release>();
  const stop: { signal?: NodeJS.Signals } = {};
  const release = holdFirstSignal((signal) => {
    stop.signal = signal;
    say(
      "Stopping: the server that is switching finishes, for it would do so in any case. Once more leaves at once.",
    );
  });
  const servers: Outcome[] = [];
  try {
    for (const host of hosts) {
      if (stop.signal) break;
      if (hosts.length > 1) say(`${host.server.name}: deploying ${app}`);
      const request = { ...change.request, ...deployment };
      const outcome = await attempt(host, () => ask(host, "deploy", request));
      servers.push(outcome);
      if (outcome.code !== exitCode.serving) break;
    }
    const complete =
      servers.length === hosts.length && servers.every(({ code }) => code === exitCode.serving);
    if (!complete) await putBackAll(change, deployment, servers, before);
  } finally {
    release();
  }
  const untouched = hosts.slice(servers.length).map((host) => host.server.name);
  const failed = servers.find(({ code }) => code !== exitCode.serving);
  const stranded = servers.some(({ putBack }) => putBack && putBack.code !== exitCode.serving);
  // A signal while the last server switches changes nothing: everything is done.
  const cut =
    untouched.length > 0 && stop.signal ? 128 + constants.signals[stop.signal] : exit.done;
  const code = stranded ? exitCode.putBackFailed : (failed?.code ?? cut);
  return {
    ...{ environment: change.stack, app, action: "deploy" },
    ...{ code, servers, untouched },
  };
}

/** Puts back what had already switched, the last one first. */
async function putBackAll(
  change: Change,
  { image, cause }: Deployment,
  servers: Outcome[],
  before: Map<string, Release>,
): Promise<void> {
  for (const outcome of servers.toReversed()) {
    if (outcome.answer?.outcome !== "serving") continue;
    const host = change.hosts.find(({ server }) => server.name === outcome.server);
    const former = before.get(outcome.server);
    if (!host || !former) continue;
    say(`${outcome.server}: putting back release ${former.number}`);
    outcome.putBack = await putBack(change, host, former, image, cause);
  }
}

async function putBack(
  change: Change,
  host: Host,
  former: Release,
  image: string,
  cause: Cause,
): Promise<Outcome> {
  const request = { ...change.request, to: former.number, cause };
  const outcome = await attempt(host, () => ask(host, "rollback", request));
  if (outcome.code !== exitCode.serving) return outcome;
  // A rollback refuses the image it left. Nobody asked for one here, and the server that failed
  // does not refuse the image either: the next try must find both alike.
  const allowed = await attempt(host, () => ask(host, "allow", { app: change.app, image, cause }));
  if (allowed.code !== exitCode.serving) {
    say(
      `${host.server.name}: goes on refusing ${image}: ${allowed.error ?? allowed.answer?.message}`,
    );
  }
  return outcome;
}
