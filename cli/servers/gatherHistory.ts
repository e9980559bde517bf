import type { HistoryEntry } from "../../host/protocol.ts";
import { UserError } from "../terminal/exit.ts";
import { sayServers } from "./appServers.ts";
import { openEnvironment, requireApp } from "./environment.ts";
import { observedBy, observerSecrets } from "./fromSettings.ts";
import { areVariablesSet, serversFromVariables } from "./fromVariables.ts";
import { askHistory, askStatus, type Host } from "./host.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";

export interface HistoryRow extends HistoryEntry {
  server: string;
}

interface Gathered {
  rows: HistoryRow[];
  unreachable: { server: string; message: string }[];
}

/** What the servers remember of one app, or of all apps of the environment; newest first. */
export async function gatherHistory(
  cwd: string,
  stack: string,
  app: string | undefined,
  last: number,
): Promise<Gathered> {
  const isOthers = areVariablesSet(process.env);
  const questions = isOthers
    ? await questionsFromVariables(stack, app)
    : await questionsFromSettings(cwd, stack, app);
  const gathered: Gathered = { rows: [], unreachable: [] };
  await inParallel(questions, serversAtOnce, async ({ host, app }) => {
    const server = host.server.name;
    try {
      // Which environment it is of, a history does not say.
      if (isOthers) await askStatus(host, {});
      const { entries } = await askHistory(host, { ...(app === undefined ? {} : { app }), last });
      gathered.rows.push(...entries.map((entry) => ({ server, ...entry })));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      gathered.unreachable.push({ server, message: error.message });
    }
  });
  gathered.rows.sort((a, b) => b.at.localeCompare(a.at));
  return gathered;
}

interface Question {
  host: Host;
  app: string | undefined;
}

async function questionsFromVariables(stack: string, app: string | undefined): Promise<Question[]> {
  const servers = await serversFromVariables(stack, process.env);
  sayServers(servers);
  return servers.hosts.map((host) => ({ host, app }));
}

async function questionsFromSettings(
  cwd: string,
  stack: string,
  name: string | undefined,
): Promise<Question[]> {
  const settings = await openEnvironment(cwd, stack, observerSecrets);
  const apps = name === undefined ? settings.apps : [requireApp(settings, name)];
  return apps.flatMap((app) =>
    app.servers.map((server) => ({ host: observedBy(settings, server), app: app.name })),
  );
}
