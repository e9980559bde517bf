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

/**
 * `put back (health of 2.0.0)`: what came of it, the check that failed, and what had been tried. Where it
 * went well, the backup of the data before.
 */
function outcomeOf({ outcome, failure, message, backup }: HistoryRow): string {
  // slipway-host did it by itself, and what it was is all there is to say.
  if (outcome === "mended") return `mended: ${message}`;
  if (!failure) return backup ? `${outcome} (${backup.name})` : outcome;
  const { check, release } = failure;
  const tried = release?.version ?? (release ? shortDigest(release.image) : undefined);
  return tried === undefined ? `${outcome} (${check})` : `${outcome} (${check} of ${tried})`;
}
