import { resolve } from "node:path";
import { exitCode } from "../../host/protocol.ts";
import { attempt, openChange, type ChangeResult } from "../servers/change.ts";
import { ask } from "../servers/host.ts";
import { inParallel, serversAtOnce } from "../servers/parallel.ts";
import { survey } from "../servers/survey.ts";
import { requireReleased } from "./gates.ts";
import { readReleaseOf } from "./recordServed.ts";

/**
 * Has a release on the servers before somebody opens the door to it. Nothing else changes there, so all
 * are asked at once, and one that fails keeps no other from it.
 */
export async function pullRelease(
  cwd: string,
  stack: string,
  app: string,
  path: string,
): Promise<ChangeResult> {
  const { image } = readReleaseOf(app, resolve(cwd, path));
  requireReleased(image);
  // The job has a key that may do no more; by hand it is the deployer's.
  const keyVariable = process.env.SLIPWAY_PULLER_KEY ? { keyVariable: puller } : {};
  const change = await openChange(cwd, stack, app, keyVariable);
  if (change.isOthers) await survey(change);
  const servers = await inParallel(change.hosts, serversAtOnce, (host) =>
    attempt(host, () => ask(host, "pull", { ...change.request, image })),
  );
  const failed = servers.find(({ code }) => code !== exitCode.serving);
  const code = failed?.code ?? exitCode.serving;
  return { environment: stack, app, action: "pull", code, servers, untouched: [] };
}

const puller = "SLIPWAY_PULLER_KEY" as const;
