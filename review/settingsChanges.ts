import type { Path } from "../settings/index.ts";
import { pathText } from "../settings/index.ts";
import { guessTier } from "../settings/groups/gitlabEnvironment.ts";
import { isMap, isSecure } from "../settings/kinds/about.ts";
import { placeAt, valueAt } from "../settings/kinds/walk.ts";
import type { Change } from "./difference.ts";
import { placeOf, type Place } from "./places.ts";
import { shown } from "./shown.ts";
import { kindOf, lineOf, partsOf, schemaOf, type ReadStack, type State } from "./state.ts";
import { differences, leaves, type Found } from "./structural.ts";
import { words } from "./words.ts";

/** A stack that both states have. */
export interface Pair {
  stack: string;
  from: State;
  to: State;
  before: ReadStack;
  after: ReadStack;
}

/**
 * What differs between the settings of a stack, place by place. With defaults filled in, where the
 * settings of both are right; else as they were written.
 *
 * @param isOthers whether a place is told by those who know it better
 */
export function settingsChanges(pair: Pair, isOthers: (path: Path) => boolean): Change[] {
  const { before, after } = pair;
  const isTyped = before.settings !== undefined && after.settings !== undefined;
  const found = isTyped
    ? differences(effective(before), effective(after))
    : differences(partsOf(before.config).own, partsOf(after.config).own);
  return found
    .flatMap((one) => apart(one, pair))
    .filter(({ path }) => !isOthers(path))
    .map((one) => toChange(one, pair));
}

/** With those defaults, too, that follow from the environment's name. */
function effective({ name, settings }: ReadStack): unknown {
  if (!settings || !("slipway:servers" in settings)) return settings;
  const apps = Object.entries(settings["slipway:apps"]).map(([app, config]) => [
    app,
    { ...config, tier: config.tier ?? guessTier(name) },
  ]);
  return { ...settings, "slipway:apps": Object.fromEntries(apps) as unknown };
}

/** What came or went whole, taken apart into things and, of those that came, all that they say. */
function apart(found: Found, pair: Pair): Found[] {
  const { path, from, to } = found;
  if (from === undefined && isMap(to)) {
    // As it was written: a default is nothing that somebody has to read.
    const written = valueAt(partsOf(pair.after.config).own, path) ?? to;
    if (!isThing(path, pair.stack)) {
      return Object.keys(to).flatMap((key) =>
        apart({ path: [...path, key], from, to: to[key] }, pair),
      );
    }
    const inside = isMap(written) ? leaves(written, path) : [];
    return [found, ...inside.map(([at, value]) => ({ path: at, from: undefined, to: value }))];
  }
  if (to === undefined && isMap(from) && !isThing(path, pair.stack)) {
    return Object.keys(from).flatMap((key) =>
      apart({ path: [...path, key], from: from[key], to }, pair),
    );
  }
  return [found];
}

function isThing(path: Path, stack: string): boolean {
  const { place } = knownOf(path, stack);
  return place.exact && place.thing !== undefined;
}

/** What the table knows of a place, and the names in its path. */
function knownOf(
  path: Path,
  stack: string,
): { place: Place & { exact: boolean }; names: string[] } {
  const name = placeAt(schemaOf(stack), path)?.name ?? "";
  // A name of the team's own may hold points: steps are counted, and not those of the text.
  const names = path.filter((_, index) => isFree(path.slice(0, index + 1), stack)).map(String);
  return { place: placeOf(kindOf(stack), name), names };
}

function isFree(path: Path, stack: string): boolean {
  return placeAt(schemaOf(stack), path)?.name.endsWith("*") === true;
}

export function toChange({ path, from, to }: Found, { stack, ...pair }: Pair): Change {
  const { place, names } = knownOf(path, stack);
  const kind = kindOfChange(from, to);
  const isGone = kind === "removed";
  const text = pathText(path);
  const state = isGone ? pair.from : pair.to;
  const read = state.stacks.get(stack)!;
  const direction = directionOf(place, from, to);
  return {
    concern: isGone && place.thing && place.exact ? place.thing : place.concern,
    kind,
    ...(direction && { direction }),
    stack,
    ...(path[0] === "slipway:apps" && path.length > 1 && { app: String(path[1]) }),
    file: read.yaml.file,
    line: lineOf(read, path),
    path: text,
    what: place.exact && place.what ? place.what(...names) : words`${text}`,
    ...valuesOf(),
    notes: isGone && place.exact && place.gone ? [place.gone(...names)] : [],
  };

  /** A thing's own values are told place by place. */
  function valuesOf(): Pick<Change, "from" | "to"> {
    const [before, after] = [
      isMap(from) ? undefined : shown(stack, path, from),
      isMap(to) ? undefined : shown(stack, path, to),
    ];
    return { ...(before && { from: before }), ...(after && { to: after }) };
  }
}

function kindOfChange(from: unknown, to: unknown): Change["kind"] {
  if (from === undefined) return "added";
  if (to === undefined) return "removed";
  return isSecure(from) && isSecure(to) ? "replaced" : "changed";
}

function directionOf(
  { least, exact }: Place & { exact: boolean },
  from: unknown,
  to: unknown,
): Change["direction"] {
  if (!least || !exact) return undefined;
  const [before, after] = [from, to].map((value) => least.indexOf(isMap(value) ? true : value));
  // Of a text that stands for a group, too, it counts that it is there.
  const rank = (index: number, value: unknown) =>
    index < 0 && value !== undefined ? least.indexOf(true) : index;
  const [low, high] = [rank(before!, from), rank(after!, to)];
  if (low < 0 || high < 0 || low === high) return undefined;
  return high > low ? "weaker" : "stronger";
}
