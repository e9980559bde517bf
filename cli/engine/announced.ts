import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Cause } from "../../host/protocol.ts";
import { causeOf } from "../commands/cause.ts";
import { openEnvironment } from "../servers/environment.ts";
import { configuredBy, keysOnly } from "../servers/fromSettings.ts";
import { ask, type Host } from "../servers/host.ts";
import { inParallel, serversAtOnce } from "../servers/parallel.ts";
import { UserError } from "../terminal/exit.ts";

/**
 * Does something to an environment's servers by the engine, and says to them before who does it, for their
 * history. Who it is can't be an input of a resource: each person would be a change.
 *
 * A server that can't be told so has no author in its history: one that is new, or has an older
 * slipway-host.
 */
export async function announced<Result>(
  { workspace, name }: Stack,
  work: () => Promise<Result>,
): Promise<Result> {
  const settings = await openEnvironment(workspace.workDir, name, keysOnly("configurator"));
  const hosts = Object.keys(settings.servers).map((server) => configuredBy(settings, server));
  await tell(hosts, causeOf({}));
  try {
    return await work();
  } finally {
    await tell(hosts);
  }
}

async function tell(hosts: Host[], cause?: Cause): Promise<void> {
  await inParallel(hosts, serversAtOnce, async (host) => {
    try {
      await ask(host, "announce", cause ? { cause } : {});
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  });
}
