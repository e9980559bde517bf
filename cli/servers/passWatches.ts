import { setTimeout as sleep } from "node:timers/promises";
import { exitCode, type Answer, type HistoryEntry } from "../../host/protocol.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import type { Change, Outcome } from "./change.ts";
import { askHistory, askStatus, type Host } from "./host.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";

/** Seconds after a watch in which the server's timer judges one that was interrupted. */
const judgedWithin = 120;

/**
 * Waits until no server watches the release any more that it has just begun to serve. What was put back
 * becomes the server's outcome.
 *
 * @param isStopped whether nobody waits any more: the servers go on by themselves
 * @returns whether all serve it still, or something later
 */
export async function passWatches(
  change: Change,
  servers: Outcome[],
  isStopped: () => boolean,
): Promise<boolean> {
  const seconds = Math.max(0, ...servers.map(({ answer }) => answer?.watch ?? 0));
  if (seconds === 0) return true;
  const left = secondsOfJob(process.env);
  say(`Watching it for ${seconds} s.`);
  let isFailed = false;
  await inParallel([...servers.keys()], serversAtOnce, async (index) => {
    const outcome = servers[index]!;
    const host = change.hosts.find(({ server }) => server.name === outcome.server);
    const watched = outcome.answer?.watch;
    if (!host || watched === undefined) return;
    const within = Math.min(watched + judgedWithin, left);
    const isOver = () => isFailed || isStopped();
    const seen = await pass(host, change.app, outcome, { within, isOver });
    if (seen === undefined) return;
    servers[index] = seen;
    // Who can't be asked any more serves it, as far as anybody knows.
    if (seen.code !== exit.unreachable) isFailed = true;
  });
  return !isFailed;
}

/** @returns what is to be told in place of the outcome, where it does not serve any more */
async function pass(
  host: Host,
  app: string,
  { server, answer }: Outcome,
  { within, isOver }: { within: number; isOver: () => boolean },
): Promise<Outcome | undefined> {
  const number = answer!.release!.number;
  const end = performance.now() + within * 1000;
  const pause = Math.min(Math.max(answer!.watch! * 100, 300), 5000);
  let error = "";
  while (performance.now() < end && !isOver()) {
    await sleep(pause);
    try {
      const { apps } = await askStatus(host, { app });
      error = "";
      const status = apps.find((status) => status.app === app);
      if (status?.watch?.release === number) continue;
      if (status?.release?.number === number) return undefined;
      const { entries } = await askHistory(host, { app });
      return endOf(server, answer!, entries);
    } catch (problem) {
      if (!(problem instanceof UserError)) throw problem;
      // The server goes on by itself, and may be asked again.
      error = problem.message;
    }
  }
  if (isOver()) return undefined;
  if (error !== "") return { server, code: exit.unreachable, error };
  say(`${server}: goes on watching release ${number}, and nobody waits for it any more.`);
  return undefined;
}

/** What the history has of the release: that it was put back, or nothing, where a later change came. */
function endOf(server: string, answer: Answer, entries: HistoryEntry[]): Outcome | undefined {
  const { number } = answer.release!;
  const bad: number[] = [exitCode.putBack, exitCode.putBackFailed];
  const entry = entries.findLast(
    ({ code, failure }) => bad.includes(code) && failure?.release?.number === number,
  );
  if (!entry) {
    say(`${server}: another change has ended the watch of release ${number}.`);
    return undefined;
  }
  const { code, message = "It was put back.", release, failure } = entry;
  const outcome = code === exitCode.putBack ? "put back" : "put back failed";
  return {
    ...{ server, code },
    answer: {
      protocol: answer.protocol,
      ...{ code, outcome, message, seconds: answer.seconds },
      ...(release && { release }),
      ...(failure && { failure: { ...failure, log: [] } }),
    },
  };
}

/** What GitLab leaves a job, less a minute for putting back; outside of one, as long as it takes. */
function secondsOfJob({ CI_JOB_TIMEOUT, CI_JOB_STARTED_AT }: NodeJS.ProcessEnv): number {
  const [timeout, started] = [Number(CI_JOB_TIMEOUT), Date.parse(CI_JOB_STARTED_AT ?? "")];
  if (!(timeout > 0) || Number.isNaN(started)) return Infinity;
  return timeout - (Date.now() - started) / 1000 - 60;
}
