import { moment, shortDigest, table, type Cell, type Surface } from "../terminal/output.ts";
import type { HistoryRow } from "./gatherHistory.ts";

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
    by(row),
  ]);
  return table(header, cells, surface);
}

/** Who did it, and in an emergency why. */
function by({ cause }: HistoryRow): string {
  const author = cause?.author ?? "";
  return cause?.emergency ? `${author} (emergency: ${cause.emergency})`.trim() : author;
}

/** `put back (health)`: what came of it, and the check that failed. */
function outcomeOf({ outcome, failure }: HistoryRow): string {
  return failure ? `${outcome} (${failure.check})` : outcome;
}
