import { exitCode } from "../../host/protocol.ts";
import type { Cause } from "../../host/protocol.ts";
import { say } from "../terminal/output.ts";
import { attempt, type Change, type Outcome } from "./change.ts";
import { ask, type Host } from "./host.ts";
import type { Serving } from "./survey.ts";

/** Puts back what had already switched, the last one first, as far as something served before. */
export async function putBackAll(
  change: Change,
  { image, cause }: { image: string; cause: Cause },
  servers: Outcome[],
  before: Map<string, Serving>,
): Promise<void> {
  for (const outcome of servers.toReversed()) {
    if (outcome.answer?.outcome !== "serving") continue;
    const host = change.hosts.find(({ server }) => server.name === outcome.server);
    const serving = before.get(outcome.server);
    // What ran by hand instead of the release is what served.
    const former = serving?.byHand?.release ?? serving?.release.number;
    if (!host || former === undefined) continue;
    say(`${outcome.server}: putting back release ${former}`);
    outcome.putBack = await putBack(change, host, former, image, cause);
  }
}

async function putBack(
  change: Change,
  host: Host,
  former: number,
  image: string,
  cause: Cause,
): Promise<Outcome> {
  const request = { ...change.request, to: former, cause };
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
