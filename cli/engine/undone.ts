import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { openEnvironment } from "../servers/environment.ts";
import { observedBy, observerSecrets } from "../servers/fromSettings.ts";
import { askStatus } from "../servers/host.ts";
import { inParallel, serversAtOnce } from "../servers/parallel.ts";
import { Unreachable } from "../servers/ssh.ts";
import { UserError } from "../terminal/exit.ts";
import type { Recorder } from "./recorder.ts";
import { readStackState } from "./stackState.ts";
import { nameOf, typeOf } from "./urn.ts";

/** What a former `up` has brought to a server, and a hand has changed there, or another machine lacks. */
export interface Undone {
  /** What is wrong and comes of it, for a person. */
  said: string;
  /** The commands that bring it, as components/environment name them; where the first runs, all is said. */
  commands: string[];
  /** Whether the server could not be asked, so that nothing comes of it. */
  isUnasked?: true;
}

/**
 * Asks an environment's servers whether what `up` brings is there: slipway-host, the block of keys, each
 * app's configuration. The engine compares with its own state, and would leave them so. One that can't be
 * asked is told of, and keeps nothing from being done.
 */
export async function findUndone(folder: string, stack: string): Promise<Undone[]> {
  if (stack === "platform") return [];
  const settings = await openEnvironment(folder, stack, observerSecrets);
  const found = await inParallel(Object.keys(settings.servers), serversAtOnce, async (server) => {
    const apps = settings.apps.filter((app) => app.servers.includes(server));
    const bootstrap = `${server}-bootstrap`;
    const deploymentOf = (app: string) => `${app}-${server}`;
    try {
      const { apps: there, keys } = await askStatus(observedBy(settings, server), {});
      const laidDown = new Set(there.filter(({ applied }) => applied).map(({ app }) => app));
      const missing = apps.filter(({ name }) => !laidDown.has(name));
      return [
        ...(keys
          ? [{ said: `${server}: ${keys} It is written anew.`, commands: [bootstrap] }]
          : []),
        ...missing.map(({ name }) => ({
          said: `${server}: what was laid down for ${name} is not there any more. It is laid down again.`,
          commands: [deploymentOf(name)],
        })),
      ];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!(error instanceof Unreachable && error.isStrange)) {
        const said = `What is on ${server} was not looked at: ${error.message}`;
        return [{ said, commands: [bootstrap], isUnasked: true as const }];
      }
      const said =
        `${server} does not know ${stack}'s keys any more, or has no slipway-host. It is set up again, ` +
        "and all that was laid down there.";
      return [{ said, commands: [bootstrap, ...apps.map(({ name }) => deploymentOf(name))] }];
    }
  });
  return found.flat();
}

/** What of it the engine would not do by itself, and the URNs of what it is to do for that. */
export async function leftUndone(
  stack: Stack,
  undone: Undone[],
  planned: Recorder,
): Promise<{ said: string[]; replace: string[] }> {
  if (undone.length === 0) return { said: [], replace: [] };
  const { resources } = await readStackState(stack);
  const commands = resources.filter(({ urn }) => typeOf(urn) === "command:remote:Command");
  const urns = new Map(commands.map(({ urn }) => [nameOf(urn), urn]));
  const touched = new Set(planned.touched());
  const left = undone.filter(({ commands: [first = ""] }) => {
    const urn = urns.get(first);
    return urn !== undefined && !touched.has(urn);
  });
  const asked = left.filter(({ isUnasked }) => !isUnasked);
  const replace = asked.flatMap((each) => each.commands).flatMap((name) => urns.get(name) ?? []);
  return { said: left.map(({ said }) => said), replace: [...new Set(replace)] };
}
