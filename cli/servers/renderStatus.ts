import {
  moment,
  paint,
  printable,
  shortDigest,
  table,
  type Cell,
  type Surface,
} from "../terminal/output.ts";
import type { ByHand } from "../../host/protocol.ts";
import type { StatusRow } from "./statusRow.ts";

const header = ["environment", "app", "server", "address", "version", "digest", "health", "since"];

/** The table, and under it a line for each row that needs words. */
export function renderStatus(rows: StatusRow[], surface: Surface): string {
  if (rows.length === 0) return "No environment has an app on a server yet.";
  const cells = rows.map((row): Cell[] => {
    const { image, since } = row.byHand ?? row;
    return [
      row.environment,
      row.app,
      row.server,
      row.address ?? "",
      row.byHand ? "" : (row.version ?? ""),
      image ? { text: shortDigest(image), style: "dim" } : "",
      { text: row.health, style: styleOf(row) },
      since ? moment(since) : "",
    ];
  });
  const notes = [...rows.flatMap((row) => notesOf(row, surface)), ...keyNotes(rows, surface)];
  return [table(header, cells, surface), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function styleOf({ health }: StatusRow) {
  if (health === "healthy") return "good";
  return health === "not deployed" ? "dim" : "bad";
}

function handNote({ release, version, image = "" }: StatusRow, { image: runs, since }: ByHand) {
  const what = [`release ${release}`, ...(version ? [version] : []), shortDigest(image)].join(", ");
  return (
    `${shortDigest(runs)} runs there since ${moment(since)}, started by hand; what was deployed last is ${what}. ` +
    "Other images are refused: deploy that one (the revert's), let one in with slipway allow, or slipway rollback"
  );
}

function watchNote(seconds: number): string {
  if (seconds > 0) return `watched for another ${seconds} s, and put back if it fails`;
  return "its watch was interrupted, and the server's timer judges it";
}

function notesOf(row: StatusRow, surface: Surface): string[] {
  const place = [row.environment, row.app, row.server].filter((part) => part !== "").join(" ");
  const notes = [
    ...(row.message ? [row.message] : []),
    ...(row.byHand ? [handNote(row, row.byHand)] : []),
    ...(row.watch === undefined ? [] : [watchNote(row.watch)]),
    ...(row.waiting ? ["a newer configuration waits for the next image"] : []),
    ...row.refused.map(
      (image) => `refuses ${image}, which a rollback left (slipway allow takes it off the list)`,
    ),
  ];
  return notes.map((note) => {
    // The report on a stack's settings has lines of its own; what a server says has not.
    const text = row.health === "unknown" ? note : printable(note);
    return `${paint(place, "bold", surface)}: ${text}`;
  });
}

/** One for each server, whichever apps it has. */
function keyNotes(rows: StatusRow[], surface: Surface): string[] {
  const notes = rows
    .filter(({ keys }) => keys !== undefined)
    .map(({ environment, server, keys = "" }) => {
      const place = paint(`${environment} ${server}`, "bold", surface);
      return `${place}: ${printable(keys)} The next slipway up puts that back`;
    });
  return [...new Set(notes)];
}
