import type { HistoryEntry } from "../../host/protocol.ts";
import { openEnvironment, requireApp, serverOf } from "./environment.ts";
import { UserError } from "../terminal/exit.ts";
import { askHistory } from "./host.ts";
import { moment, shortDigest, table, type Cell, type Surface } from "../terminal/output.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";
import { redactor } from "./redact.ts";

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
  appName: string | undefined,
  last: number,
): Promise<Gathered> {
  const settings = await openEnvironment(cwd, stack);
  const apps = appName === undefined ? settings.apps : [requireApp(settings, appName)];
  const questions = apps.flatMap((app) => app.servers.map((server) => ({ app: app.name, server })));
  const redact = redactor(settings);
  const gathered: Gathered = { rows: [], unreachable: [] };
  await inParallel(questions, serversAtOnce, async ({ app, server: name }) => {
    const host = { stack, server: serverOf(settings, name), key: settings.keys.observer, redact };
    try {
      const { entries } = await askHistory(host, { app, last });
      gathered.rows.push(...entries.map((entry) => ({ server: name, ...entry })));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      gathered.unreachable.push({ server: name, message: error.message });
    }
  });
  gathered.rows.sort((a, b) => b.at.localeCompare(a.at));
  return gathered;
}

const header = ["at", "app", "server", "action", "outcome", "release", "version", "digest", "by"];

export function renderHistory(rows: HistoryRow[], surface: Surface): string {
  if (rows.length === 0) return "Nothing has been done there yet.";
  const cells = rows.map((row): Cell[] => [
    moment(row.at),
    row.app,
    row.server,
    row.action,
    { text: outcomeOf(row), style: row.code === 0 ? "good" : "bad" },
    row.release ? String(row.release.number) : "",
    row.release?.version ?? "",
    row.release ? { text: shortDigest(row.release.image), style: "dim" } : "",
    row.cause?.author ?? "",
  ]);
  return table(header, cells, surface);
}

/** `put back (health)`: what came of it, and the check that failed. */
function outcomeOf({ outcome, failure }: HistoryRow): string {
  return failure ? `${outcome} (${failure.check})` : outcome;
}
