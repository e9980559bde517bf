import { isMap, parseDocument } from "yaml";
import { changed, entriesOf, lineOf, valueOf, type Change, type Entry } from "./changes.ts";
import { lastByte } from "./edit.ts";
import { lineText, type EnvironmentLine } from "./sibling.ts";

/** What makes the example's stack files a team's own. Comments, quotes and layout stay. */

/** Gives an app another name: in its settings, and with its deployer's key. */
export function renameApp(text: string, from: string, to: string): string {
  return changeEntries(text, (path, { key }) => {
    const [, group, ...place] = path;
    const isApp = group === "slipway:apps" && place.join() === from;
    const isKey = group === "slipway:keys" && place.join() === `deployers,${from}`;
    return isApp || isKey ? [{ start: key.range[0], end: key.range[1], text: to }] : [];
  });
}

/** Leaves these settings without a value, to be filled in. */
export function empty(text: string, paths: string[][]): string {
  const wanted = paths.map((path) => ["config", ...path].join());
  return changeEntries(text, (path, { key, value }) =>
    value && wanted.includes(path.join()) ? [{ ...valueOf(text, key, value), text: "" }] : [],
  );
}

/** Takes lines out. */
export function takeOut(text: string, paths: string[][]): string {
  const wanted = paths.map((path) => path.join());
  return changeEntries(text, (path, entry) => {
    if (!wanted.includes(path.join())) return [];
    const line = lineOf(text, entry);
    return [{ ...line, start: text.lastIndexOf("\n", line.start) + 1 }];
  });
}

/** The platform's environments, all of them, in the order of promotion. */
export function setEnvironments(text: string, lines: Map<string, EnvironmentLine>): string {
  return changeEntries(text, (path, { value }) => {
    if (path.join() !== "config,slipway:environments" || !isMap(value)) return [];
    const written = [...lines].map(([name, line]) => `${name}: ${lineText(line)}`);
    const start = value.range[0];
    const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
    return [{ start, end: lastByte(value), text: written.join(`\n${" ".repeat(indent)}`) }];
  });
}

function changeEntries(text: string, change: (path: string[], entry: Entry) => Change[]): string {
  const changes = [...entriesOf(parseDocument(text).contents, [])].flatMap(([path, entry]) =>
    change(path, entry),
  );
  return changed(text, changes);
}
