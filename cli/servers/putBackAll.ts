import { exitCode } from "../../host/protocol.ts";
import type { Cause, RollbackRequest } from "../../host/protocol.ts";
import { say, shortDigest } from "../terminal/output.ts";
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
    const { server, answer } = outcome;
    if (answer?.outcome !== "serving" && !answer?.replaced) continue;
    const host = change.hosts.find((host) => host.server.name === server);
    const serving = before.get(server);
    if (!host || !serving) continue;
    const former = formerOf(serving, outcome);
    if (former === undefined) {
      outcome.putBack = { server, code: exitCode.putBackFailed, error: byHandIsGone(serving) };
      continue;
    }
    const { to, byHand } = former;
    say(
      byHand
        ? `${server}: putting back ${shortDigest(answer.replaced!.image)}, which ran by hand`
        : `${server}: putting back release ${to}`,
    );
    outcome.putBack = await putBack(change, host, former, image, cause);
  }
}

/**
 * What ran by hand instead of the release is what served. A slipway-host of before it could start that
 * again goes back to a release that had the image, where there is one. The release that was deployed
 * last is never it: somebody had taken that one away.
 */
function formerOf(
  { release, byHand }: Serving,
  { answer }: Outcome,
): Pick<RollbackRequest, "to" | "byHand"> | undefined {
  if (answer?.replaced) return { to: release.number, byHand: true };
  if (!byHand) return { to: release.number };
  return byHand.release === undefined ? undefined : { to: byHand.release };
}

function byHandIsGone({ byHand, release }: Serving): string {
  return (
    `${byHand!.image} ran there, started by hand, and this slipway-host can't start it again (\`slipway up\` ` +
    `brings one that can). Release ${release.number}, which somebody had taken away, was not put back. ` +
    "Start that image on the server again (docs/rollback.md), or deploy one that is well."
  );
}

async function putBack(
  change: Change,
  host: Host,
  former: Pick<RollbackRequest, "to" | "byHand">,
  image: string,
  cause: Cause,
): Promise<Outcome> {
  const request = { ...change.request, ...former, cause };
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
