import { isMap, isScalar, isSeq, parseDocument, stringify } from "yaml";
import type { ParsedNode, Scalar } from "yaml";
import { isLoopback, webAddress } from "../kinds/webAddress.ts";
import { changed, entriesOf, lineOf, valueOf, type Change } from "./changes.ts";
import { setIn } from "./edit.ts";

/** A stack file for another environment, made from one that is there. */

export interface Sibling {
  text: string;
  /** Under `config`: what differs from one environment to the next, and now has no value. */
  emptied: string[][];
  /** Of these, the secrets. */
  secrets: string[][];
  /** Under `config`: what said the other environment's name, and now says this one's. */
  renamed: string[][];
}

/**
 * Comments, quotes and layout stay, but for the comment at the top, which is about the other one.
 * Addresses, host keys and secrets are emptied, servers get names of this environment. The keys are
 * left for `setKeys` to replace; the salt is taken out, since each file has its own.
 *
 * @param text the other's, which is valid YAML and has `config`
 */
export function siblingOf(text: string, from: string, to: string): Sibling {
  const emptied: string[][] = [];
  const secrets: string[][] = [];
  const renamed: string[][] = [];
  const changes: Change[] = [headOf(text, from, to)];
  const servers = new Map<string, string>();
  const replace = (node: Scalar.Parsed, value: string) =>
    changes.push({ start: node.range[0], end: node.range[1], text: value });

  for (const [path, pair] of entriesOf(parseDocument(text).contents, [])) {
    const [section, name = "", ...place] = path.slice(1);
    if (path.length === 1 && path[0] === "encryptionsalt") changes.push(lineOf(text, pair));
    if (path[0] !== "config" || section === "slipway:keys") continue;
    if (section === "slipway:servers" && path.length === 3 && isScalar(pair.key)) {
      servers.set(name, `${to}-${servers.size + 1}`);
      replace(pair.key, servers.get(name)!);
    }
    if (isEmptied(path.slice(1), pair.value) && pair.value) {
      changes.push({ ...valueOf(text, pair.key, pair.value), text: "" });
      const here = section === "slipway:servers" ? servers.get(name)! : name;
      const now = [section!, ...(path.length > 2 ? [here] : []), ...place];
      emptied.push(now);
      if (isMap(pair.value)) secrets.push(now);
    } else if (isOwn(place) && isScalar(pair.value) && pair.value.value === from) {
      replace(pair.value, to);
      renamed.push(path.slice(1));
    }
    if (section !== "slipway:apps" || place.join() !== "servers" || !isSeq(pair.value)) continue;
    for (const item of pair.value.items) {
      const server = isScalar(item) ? servers.get(String(item.value)) : undefined;
      if (server !== undefined) replace(item as Scalar.Parsed, server);
    }
  }
  return { text: changed(text, changes), emptied, secrets, renamed };
}

/** How an environment is entered: its line in `slipway:environments`. */
export interface EnvironmentLine {
  branch: string;
  deploy: string;
  after?: string | undefined;
}

/**
 * Adds an environment to the platform's.
 *
 * @param below the environment whose line it comes after
 */
export function addEnvironment(
  platform: string,
  name: string,
  line: EnvironmentLine,
  below: string,
): string {
  return setIn(platform, ["config", "slipway:environments", name], lineText(line), below);
}

/** `{ branch: main, deploy: manual }` */
export function lineText(line: EnvironmentLine): string {
  return stringify(line, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

/** Whether a value belongs to one environment only, and can't be another's. */
function isEmptied(path: string[], value: ParsedNode | null): boolean {
  if (isMap(value)) return value.items.some(({ key }) => isScalar(key) && key.value === "secure");
  const [section, , ...place] = path;
  if (section === "slipway:servers") return ["address", "hostKey"].includes(place.join("."));
  if (section !== "slipway:apps" || !isScalar(value)) return false;
  // What is asked on the server itself is the same on each.
  const host = webAddress(String(value.value))?.host ?? "";
  return place.join(".") === "url" || (place.join(".") === "health.url" && !isLoopback(host));
}

/** Where an app is told in which environment it runs. */
function isOwn([group, second]: string[]): boolean {
  return group === "env" || (group === "pipeline" && second === "variables");
}

/** All before the first key, where only the line for editors stays. */
function headOf(text: string, from: string, to: string): Change {
  const end = /^(#.*|[ \t]*|---)(\r?\n|$)/gm;
  let start = 0;
  while (end.lastIndex < text.length) {
    end.lastIndex = start;
    const line = end.exec(text);
    if (line?.index !== start || line[0] === "") break;
    start += line[0].length;
  }
  const schema = /^# yaml-language-server:.*\n/m.exec(text.slice(0, start))?.[0];
  const begun = from === to ? "" : `, begun like ${from}`;
  const about = `# The environment ${to}${begun}. Every setting: docs/settings.md.\n`;
  return { start: 0, end: start, text: `${schema ? `${schema}\n` : ""}${about}` };
}
