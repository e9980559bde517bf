import { isDeepStrictEqual } from "node:util";
import { whatRestarts } from "../settings/index.ts";
import type { ComposeContent, ComposeService } from "../settings/index.ts";
import { isMap, isSecure } from "../settings/kinds/about.ts";
import { yamlOf } from "../settings/read/yaml.ts";
import type { Change } from "./difference.ts";
import { databaseOf, holdsData, volumesOf } from "./holdsData.ts";
import { own } from "./structural.ts";
import type { Pair } from "./settingsChanges.ts";
import { unlessSecret } from "./shown.ts";
import type { Environment, State } from "./state.ts";
import { listed, words, type Words } from "./words.ts";

/** An app as its servers are given it; what is encrypted stands for itself. */
interface Given {
  path: string;
  compose: ComposeContent;
  env: Record<string, string>;
  files: Record<string, string>;
  /** All that a release is made of: with another one, the services of the app's own image start anew. */
  configuration: unknown[];
}

/** What becomes of an app's services on its servers; nothing where a compose file cannot be read. */
export function serviceChanges(pair: Pair, app: string): Change[] {
  const before = givenOf(pair.from, pair.before as Environment, app);
  const after = givenOf(pair.to, pair.after as Environment, app);
  if (!before || !after) return [];
  const base = { stack: pair.stack, app };
  const isNewRelease = !isDeepStrictEqual(before.configuration, after.configuration);
  const names = new Set([
    ...Object.keys(after.compose.services),
    ...Object.keys(before.compose.services),
  ]);
  const services = [...names].flatMap((name): Change[] => {
    const [old, now] = [before, after].map(({ compose }) => own(compose.services, name)) as (
      ComposeService | undefined
    )[];
    const path = ["services", name];
    const at = { ...base, ...placeOf(now ? pair.to : pair.from, now ? after : before, path) };
    const what = words`the service ${name} of ${app}`;
    if (!old)
      return [{ ...at, concern: "rest", kind: "added", what, notes: dataNotes(undefined, now) }];
    if (!now) {
      return [{ ...at, concern: "gone", kind: "removed", what, notes: goneNotes(old) }];
    }
    const reasons = reasonsOf(old, now, before, after, isNewRelease);
    if (reasons.length === 0) return [];
    const touched = holdsData(old) || holdsData(now);
    return [
      {
        ...at,
        concern: touched ? "data" : "rest",
        kind: "changed",
        what: words`${what} restarts`,
        ...imagesOf(old, now),
        notes: [...reasons, ...dataNotes(old, now)],
      },
    ];
  });
  return [...services, ...besideServices(before, after, pair, base)];
}

/** Why a service restarts; empty where it does not. */
function reasonsOf(
  old: ComposeService,
  now: ComposeService,
  before: Given,
  after: Given,
  isNewRelease: boolean,
): Words[] {
  const [, oldEnv, oldFiles = {}] = whatRestarts(old, before);
  const [, newEnv, newFiles = {}] = whatRestarts(now, after);
  const keys = changed(old, now);
  const lines = changed(oldEnv, newEnv);
  const files = changed(oldFiles, newFiles);
  const runsApp = [old, now].some(({ image }) => /\$\{?IMAGE\b/.test(String(image)));
  const reasons: Words[] = [];
  if (keys.length > 0)
    reasons.push(
      words`Its ${listed(keys)} in the compose file ${[keys.length === 1 ? "differs" : "differ"]}.`,
    );
  if (lines.length > 0) reasons.push(words`It sees ${listed(lines)} of \`.env\`.`);
  if (files.length > 0)
    reasons.push(words`It mounts ${listed(files.map((file) => `files/${file}`))}.`);
  if (reasons.length === 0 && runsApp && isNewRelease) {
    reasons.push(words`It runs the app's image, and the configuration is a new one.`);
  }
  return reasons;
}

/** The keys under which two maps differ. */
function changed(from: Record<string, unknown>, to: Record<string, unknown>): string[] {
  const keys = new Set([...Object.keys(to), ...Object.keys(from)]);
  return [...keys].filter((key) => !isDeepStrictEqual(own(from, key), own(to, key)));
}

function imagesOf(old: ComposeService, now: ComposeService): Pick<Change, "from" | "to"> {
  if (old.image === now.image) return {};
  const [from, to] = [unlessSecret(old.image), unlessSecret(now.image)];
  return { ...(from && { from }), ...(to && { to }) };
}

function dataNotes(old: ComposeService | undefined, now: ComposeService | undefined): Words[] {
  const [before, after] = [volumesOf(old), volumesOf(now)];
  const lost = before.filter((volume) => !after.includes(volume));
  const fresh = after.filter((volume) => !before.includes(volume));
  const kept = after.filter((volume) => before.includes(volume));
  const [was, is] = [databaseOf(old), databaseOf(now)];
  const notes: Words[] = [];
  if (kept.length > 0) notes.push(words`Its data stay in ${listed(kept)}.`);
  if (lost.length > 0)
    notes.push(
      words`It no longer has ${listed(lost)}: what is in there stays on the server, unused.`,
    );
  if (fresh.length > 0)
    notes.push(words`It begins with ${listed(fresh)}, empty unless that is there already.`);
  if (was && is && was.name !== is.name) {
    notes.push(words`${is.name} does not read the data of ${was.name}.`);
  } else if (was && is && was.major !== is.major) {
    const versions = [was, is].map(({ name, major }) => `${name}:${major ?? "?"}`);
    notes.push(
      words`${versions[1]!} may not read the data of ${versions[0]!}: dump and restore them.`,
    );
  }
  return notes;
}

function goneNotes(old: ComposeService): Words[] {
  const volumes = volumesOf(old);
  if (volumes.length === 0) return holdsData(old) ? [words`Its data go with its container.`] : [];
  return [words`What is in ${listed(volumes)} stays on the server, unused.`];
}

/** Networks, volumes, configs: what a compose file says beside its services. */
function besideServices(
  before: Given,
  after: Given,
  pair: Pair,
  base: { stack: string; app: string },
): Change[] {
  const sections = changed(before.compose, after.compose).filter((key) => key !== "services");
  return sections.flatMap((section) => {
    const [from, to] = [own(before.compose, section), own(after.compose, section)];
    const [oldMap, newMap] = [isMap(from) ? from : {}, isMap(to) ? to : {}];
    const names = isMap(from) || isMap(to) ? changed(oldMap, newMap) : [undefined];
    return names.map((name): Change => {
      const isIn = (value: unknown, map: Record<string, unknown>) =>
        name === undefined ? value !== undefined : Object.hasOwn(map, name);
      const [was, is] = [isIn(from, oldMap), isIn(to, newMap)];
      const path = [section, ...(name === undefined ? [] : [name])];
      const isVolume = section === "volumes";
      return {
        ...base,
        ...placeOf(is ? pair.to : pair.from, is ? after : before, path),
        concern: isVolume ? (is ? "data" : "gone") : "rest",
        kind: !was ? "added" : is ? "changed" : "removed",
        what: words`${path.join(".")} in the compose file of ${base.app}`,
        notes: isVolume && !is ? [words`The volume stays on the server, unused.`] : [],
      };
    });
  });
}

function placeOf(state: State, { path: file }: Given, path: string[]) {
  const source = state.files.others.get(file);
  const yaml = source?.text === undefined ? undefined : yamlOf(source);
  const line = yaml?.problem(path, { rule: "shape.type", message: "" }, "key").line ?? 1;
  return { file, line, path: path.join(".") };
}

function givenOf(state: State, stack: Environment, name: string): Given | undefined {
  const app = stack.settings?.["slipway:apps"][name];
  const compose = app && state.checked.structure.compose.get(app.compose);
  if (!app || !isMap(compose?.services) || !Object.values(compose.services).every(isMap))
    return undefined;
  const cipher = Object.entries(app.secrets).map(([key, value]) => [
    key,
    isSecure(value) ? value.secure : "",
  ]);
  const secrets = Object.fromEntries(cipher) as Record<string, string>;
  const texts = Object.entries(app.files).map(([path, from]) => [
    path,
    state.files.others.get(from)?.text ?? "",
  ]);
  const files = Object.fromEntries(texts) as Record<string, string>;
  // How long it is looked at is no part of what servers keep.
  const health = { ...app.health, watch: undefined };
  const env = { ...app.env, ...secrets };
  return {
    ...{ path: app.compose, compose, env, files },
    configuration: [compose, env, files, health, app.once, app.backup],
  };
}

/** The config files of an app whose content differs, whatever mounts them. */
export function fileChanges(pair: Pair, app: string): Change[] {
  const [old, now] = [pair.before, pair.after].map(
    (stack) => (stack as Environment).settings?.["slipway:apps"][app]?.files ?? {},
  );
  return Object.entries(now!).flatMap(([path, file]) => {
    const former = own(old!, path);
    if (typeof former !== "string") return [];
    const [before, after] = [pair.from.files.others.get(former), pair.to.files.others.get(file)];
    if (before?.text === after?.text) return [];
    return [
      {
        ...{ concern: "rest" as const, kind: "changed" as const, stack: pair.stack, app },
        ...{ file, line: 1, path: "" },
        what: words`the content of ${`files/${path}`} of ${app}`,
        notes: [],
      },
    ];
  });
}
