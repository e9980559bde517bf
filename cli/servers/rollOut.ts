import { constants } from "node:os";
import { exitCode, protocol } from "../../host/protocol.ts";
import type { Cause } from "../../host/protocol.ts";
import { attempt, type Change, type ChangeResult, type Outcome } from "./change.ts";
import { exit } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { holdFirstSignal } from "../terminal/signals.ts";
import { ask } from "./host.ts";
import { putBackAll } from "./putBackAll.ts";
import { isServing, survey, type Serving } from "./survey.ts";

export interface Deployment {
  image: string;
  version?: string;
  cause: Cause;
  /**
   * Looks at the app from outside once every server serves it.
   *
   * @returns why it is not as it should be: a sentence
   */
  verify?: () => Promise<string | undefined>;
  /**
   * Whether a server is left alone that serves the image already, as declared. Otherwise it is asked
   * all the same, and compares what runs there with what should.
   */
  leaveServing?: boolean;
  /** What served before, as soon as it is known. */
  onSurvey?: (before: Map<string, Serving>) => Promise<void>;
}

/**
 * Deploys server after server. The first that fails has put itself back; those before it are then
 * put back too, so that an app never serves two versions for longer than the roll-out takes.
 *
 * Before the first switch, every server is asked what it serves: one that can't be reached stops
 * the roll-out while nothing has changed, and the answers are what "back" means. One server alone
 * needs none of it, unless it is a variable that names it, which may be another environment's, or the
 * app is looked at from outside.
 *
 * Ctrl-C ends the roll-out behind the server that is switching (it would finish in any case) and
 * puts back like a failure; a second one leaves at once.
 */
export async function rollOut(change: Change, deployment: Deployment): Promise<ChangeResult> {
  const { hosts, app } = change;
  const { verify, onSurvey, leaveServing, ...asked } = deployment;
  const look = hosts.length > 1 || change.isOthers || verify !== undefined;
  const before = look ? await survey(change) : new Map<string, Serving>();
  await onSurvey?.(before);
  const stop: { signal?: NodeJS.Signals } = {};
  const release = holdFirstSignal((signal) => {
    stop.signal = signal;
    say(
      "Stopping: the server that is switching finishes, for it would do so in any case. Once more leaves at once.",
    );
  });
  const servers: Outcome[] = [];
  let unverified: string | undefined;
  try {
    for (const host of hosts) {
      if (stop.signal) break;
      const serving = before.get(host.server.name);
      if (leaveServing && serving && isServing(serving, asked)) {
        servers.push(leftAlone(host.server.name, serving));
        continue;
      }
      if (hosts.length > 1) say(`${host.server.name}: deploying ${app}`);
      const request = { ...change.request, ...asked };
      const outcome = await attempt(host, () => ask(host, "deploy", request));
      servers.push(outcome);
      if (outcome.code !== exitCode.serving) break;
    }
    const complete =
      servers.length === hosts.length && servers.every(({ code }) => code === exitCode.serving);
    if (complete) unverified = await verify?.();
    if (!complete || unverified !== undefined) await putBackAll(change, asked, servers, before);
  } finally {
    release();
  }
  const untouched = hosts.slice(servers.length).map((host) => host.server.name);
  const failed = servers.find(({ code }) => code !== exitCode.serving);
  const stranded = servers.some(({ putBack }) => putBack && putBack.code !== exitCode.serving);
  // A signal while the last server switches changes nothing: everything is done.
  const cut =
    untouched.length > 0 && stop.signal ? 128 + constants.signals[stop.signal] : exit.done;
  const code = stranded ? exitCode.putBackFailed : (failed?.code ?? unverifiedCode() ?? cut);
  return {
    ...{ environment: change.stack, app, action: "deploy" },
    ...{ code, servers, untouched },
    ...(unverified === undefined ? {} : { unverified }),
  };

  /** Put back, or left as it is since there was nothing to go back to. */
  function unverifiedCode(): number | undefined {
    if (unverified === undefined) return undefined;
    return servers.some(({ putBack }) => putBack) ? exitCode.putBack : exit.unhealthy;
  }
}

/** As slipway-host answers when nothing has to change; it is not asked. */
function leftAlone(server: string, { release }: Serving): Outcome {
  const message = "It serves this image already, as declared.";
  const answer = {
    ...{ protocol, code: exitCode.serving, outcome: "unchanged" as const },
    message,
  };
  return { server, code: exitCode.serving, answer: { ...answer, release, seconds: 0 } };
}
