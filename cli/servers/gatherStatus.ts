import type { EnvironmentApp } from "../../settings/model.ts";
import { findFolder } from "../stackFiles/folder.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { sayServers } from "./appServers.ts";
import { openEnvironment } from "./environment.ts";
import { observedBy, observerSecrets } from "./fromSettings.ts";
import { areVariablesSet, serversFromVariables } from "./fromVariables.ts";
import { askStatus, type Host } from "./host.ts";
import { openAll } from "./openAll.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";
import { nothing, reading, type StatusRow } from "./statusRow.ts";

type Declared = { name: string } & Partial<Pick<EnvironmentApp, "environment">>;

interface Question {
  host: Host;
  /** The apps that settings put on this server; unknown to a pipeline's variables. */
  declared?: Declared[];
}

/**
 * Asks every server of one environment, or of all of them, at the same time. A server that can't be
 * reached is a row too; so is, where all were asked for, an environment whose settings can't be read.
 * In a pipeline, which has the key of one app in one environment, it asks for that.
 */
export async function gatherStatus(cwd: string, stack: string | undefined): Promise<StatusRow[]> {
  if (stack !== undefined && areVariablesSet(process.env)) {
    const servers = await serversFromVariables(stack, process.env);
    sayServers(servers);
    const questions = servers.hosts.map((host) => ({ host }));
    return (await inParallel(questions, serversAtOnce, rowsOf)).flat();
  }
  const { environments, unreadable } = stack
    ? { environments: [await openEnvironment(cwd, stack, observerSecrets)], unreadable: [] }
    : await openAll(findFolder(cwd));
  const questions = environments.flatMap((settings) =>
    [...new Set(settings.apps.flatMap((app) => app.servers))].map((name) => ({
      host: observedBy(settings, name),
      declared: settings.apps.filter((app) => app.servers.includes(name)),
    })),
  );
  const answers = await inParallel(questions, serversAtOnce, rowsOf);
  return [...answers.flat(), ...unreadable];
}

async function rowsOf({ host, declared }: Question): Promise<StatusRow[]> {
  const start = (app: Declared) => ({
    environment: host.stack,
    app: app.name,
    server: host.server.name,
    ...(app.environment?.externalUrl ? { address: app.environment.externalUrl } : {}),
    ...nothing,
  });
  try {
    const { apps, keys } = await askStatus(host, {});
    const ofServer = keys === undefined ? {} : { keys };
    const known = new Map(apps.map((app) => [app.app, app]));
    const others = apps.filter(({ app }) => !declared?.some(({ name }) => name === app));
    return [
      ...(declared ?? []).map((app) => ({
        ...start(app),
        ...reading(known.get(app.name)),
        ...ofServer,
      })),
      ...others.map((app) => {
        const row = { ...start({ name: app.app }), ...reading(app), ...ofServer };
        if (!declared) return row;
        return { ...row, message: "on the server, but not in the settings", code: exit.done };
      }),
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message } = error;
    const row = { health: "unreachable" as const, message, code: exit.unreachable };
    return (declared ?? [{ name: "" }]).map((app) => ({ ...start(app), ...row }));
  }
}
