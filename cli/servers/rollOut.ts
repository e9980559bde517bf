import { constants } from "node:os";
import { exitCode, protocol } from "../../host/protocol.ts";
import { inWaves } from "../../settings/kinds/waves.ts";
import type { Cause } from "../../host/protocol.ts";
import { attempt, type Change, type ChangeResult, type Outcome } from "./change.ts";
import { exit } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { holdFirstSignal } from "../terminal/signals.ts";
import { ask, type Host } from "./host.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";
import { putBackAll } from "./putBackAll.ts";
import { passWatches } from "./passWatches.ts";
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
  /** How it goes over the servers (settings/kinds/waves.ts). Default: one after the other. */
  waves?: string[];
  /**
   * Whether a server is left alone that serves the image already, as declared. Otherwise it is asked
   * all the same, and compares what runs there with what should.
   */
  leaveServing?: boolean;
  /** Seconds for which each server goes on looking at the release once it serves. */
  watch?: number;
  /** Whether that is waited for: what is put back in it is put back on all servers. */
  waitsForWatch?: boolean;
  /** What served before, as soon as it is known. */
  onSurvey?: (before: Map<string, Serving>) => Promise<void>;
}

/**
 * Deploys wave after wave of servers, those of a wave side by side. One that fails has put itself back;
 * no other is begun then, and once those beside it have ended, all that switched are put back too, so
 * that an app never serves two versions for longer than the roll-out takes.
 *
 * Before the first switch, every server is asked what it serves: one that can't be reached stops
 * the roll-out while nothing has changed, and the answers are what "back" means. One server alone
 * needs none of it, unless it is a variable that names it, which may be another environment's, or the
 * app is looked at from outside.
 *
 * Ctrl-C ends the roll-out behind the servers that are switching (they would finish in any case) and
 * puts back like a failure; a second one leaves at once.
 */
export async function rollOut(change: Change, deployment: Deployment): Promise<ChangeResult> {
  const { hosts, app } = change;
  const { verify, onSurvey, leaveServing, waitsForWatch, waves = [], ...asked } = deployment;
  const look = hosts.length > 1 || change.isOthers || verify !== undefined;
  const before = look ? await survey(change) : new Map<string, Serving>();
  await onSurvey?.(before);
  const stop: { signal?: NodeJS.Signals; failed?: true } = {};
  const release = holdFirstSignal((signal) => {
    stop.signal = signal;
    say(
      "Stopping: what is switching finishes, for it would do so in any case. Once more leaves at once.",
    );
  });
  const isStopped = () => stop.signal !== undefined;
  const servers: Outcome[] = [];
  let unverified: string | undefined;
  try {
    const steps = inWaves(hosts, waves);
    for (const [index, wave] of steps.entries()) {
      const ended = await inParallel(wave, serversAtOnce, deployTo);
      const outcomes = ended.filter((outcome) => outcome !== undefined);
      // Settings ask for waves so that a release is seen to be well before it goes on. After the last it is
      // waited for once the app was looked at from outside.
      const isWatched = waitsForWatch && waves.length > 0 && index < steps.length - 1;
      if (isWatched && !stop.failed) await passWatches(change, outcomes, isStopped);
      if (outcomes.some(({ code }) => code !== exitCode.serving)) stop.failed = true;
      servers.push(...outcomes);
    }
    let complete = servers.length === hosts.length && !stop.failed;
    if (complete) unverified = await verify?.();
    if (complete && unverified === undefined && waitsForWatch) {
      complete = await passWatches(change, servers, isStopped);
    }
    if (!complete || unverified !== undefined) await putBackAll(change, asked, servers, before);
  } finally {
    release();
  }
  const names = new Set(servers.map(({ server }) => server));
  const untouched = hosts.map(({ server }) => server.name).filter((name) => !names.has(name));
  // A signal while the last server switches changes nothing: everything is done.
  const cut =
    untouched.length > 0 && stop.signal ? 128 + constants.signals[stop.signal] : exit.done;
  const code = worst(servers) ?? unverifiedCode() ?? cut;
  return {
    ...{ environment: change.stack, app, action: "deploy" },
    ...{ code, servers, untouched },
    ...(unverified === undefined ? {} : { unverified }),
  };

  /** Nothing, where a signal came first or another server failed. */
  async function deployTo(host: Host): Promise<Outcome | undefined> {
    if (stop.signal || stop.failed) return undefined;
    const serving = before.get(host.server.name);
    if (leaveServing && serving && isServing(serving, asked)) {
      return leftAlone(host.server.name, serving);
    }
    if (hosts.length > 1) say(`${host.server.name}: deploying ${app}`);
    const request = { ...change.request, ...asked };
    const outcome = await attempt(host, () => ask(host, "deploy", request));
    if (outcome.code !== exitCode.serving) stop.failed = true;
    return outcome;
  }

  /** Put back, or left as it is since there was nothing to go back to. */
  function unverifiedCode(): number | undefined {
    if (unverified === undefined) return undefined;
    return servers.some(({ putBack }) => putBack) ? exitCode.putBack : exit.unhealthy;
  }
}

/**
 * What failed, if something did: first what has to be looked at, then what is not known, and what was put
 * back last.
 */
function worst(servers: Outcome[]): number | undefined {
  const stranded = servers.some(({ putBack }) => putBack && putBack.code !== exitCode.serving);
  if (stranded) return exitCode.putBackFailed;
  const codes = servers.map(({ code }) => code).filter((code) => code !== exitCode.serving);
  const graver = [exitCode.putBackFailed, exit.unreachable].find((code) => codes.includes(code));
  return graver ?? codes[0];
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
