import type { Problem, SourceFile, StackFiles } from "../settings/index.ts";
import { yamlOf } from "../settings/read/yaml.ts";
import { own } from "./structural.ts";
import { isMap } from "../settings/kinds/about.ts";
import { concerns, type Change, type Difference, type NotCompared } from "./difference.ts";
import { doorChanges } from "./doors.ts";
import { othersChanges, projectChanges } from "./project.ts";
import { protectionChanges } from "./protection.ts";
import { joined } from "./secrets.ts";
import { fileChanges, serviceChanges } from "./services.ts";
import { settingsChanges, toChange, type Pair } from "./settingsChanges.ts";
import { lineOf, stateOf, type Environment, type Platform, type State } from "./state.ts";
import { leaves } from "./structural.ts";
import { variableChanges } from "./variables.ts";
import { words } from "./words.ts";

/**
 * What differs between two states of a repository, as far as their files tell: nothing is opened, and
 * no code is run.
 *
 * @param today when secrets are due
 */
export function compare(from: StackFiles, to: StackFiles, today = new Date()): Difference {
  const [before, after] = [stateOf(from, today), stateOf(to, today)];
  const names = [...new Set([...after.names, ...before.names])];
  const changes = [
    ...projectChanges(from.project, to.project),
    ...names.flatMap((name) => stackChanges(name, before, after)),
  ];
  const said = new Set(before.checked.warnings.map(placeOf));
  const isSaid = (warning: Problem) => said.has(placeOf(warning));
  return {
    changes: inOrder(changes, names),
    doors: doorChanges(before.checked.entrances, after.checked.entrances).filter(
      // Nobody knows who comes to what cannot be read.
      ({ environment }) => [before, after].every((state) => isRead(environment, state)),
    ),
    problems: after.checked.problems,
    warnings: after.checked.warnings.filter((warning) => !isSaid(warning)),
    standing: after.checked.warnings.filter(isSaid),
    notCompared: notCompared(before, after),
  };
}

function placeOf({ file, path, rule }: Problem): string {
  return `${file} ${path} ${rule}`;
}

function isRead(stack: string, { files, stacks }: State): boolean {
  const isThere = (name: string) => !files.stacks.has(name) || stacks.has(name);
  return isThere(stack) && isThere("platform");
}

function stackChanges(stack: string, from: State, to: State): Change[] {
  const [before, after] = [from.stacks.get(stack), to.stacks.get(stack)];
  if (from.files.stacks.has(stack) !== to.files.stacks.has(stack)) {
    return wholeStack(stack, from, to);
  }
  if (!before || !after) return [];
  const pair = { stack, from, to, before, after };
  const others = othersChanges(stack, from, to);
  if (!before.settings || !after.settings)
    return [...others, ...settingsChanges(pair, () => false)];
  return [...others, ...(stack === "platform" ? platformChanges(pair) : environmentChanges(pair))];
}

function platformChanges(pair: Pair): Change[] {
  const [before, after] = [pair.before, pair.after] as [Platform, Platform];
  const [old, now] = [before, after].map(({ settings }) => settings!["slipway:apps"]);
  const isBoth = (app: unknown) => [old, now].every((apps) => Object.hasOwn(apps!, String(app)));
  const changes = settingsChanges(
    pair,
    ([section, app, key]) => section === "slipway:apps" && key === "branches" && isBoth(app),
  ).map((change) => {
    const isProject = change.kind === "removed" && change.path === `slipway:apps.${change.app}`;
    return isProject ? { ...change, notes: [protectNote(old![change.app!]!.protect)] } : change;
  });
  return [...changes, ...protectionChanges(before, after), ...orderChange(pair)];
}

/** Pulumi deletes nothing that is protected: what it goes by stands in its state, from the last `up`. */
function protectNote(isProtected: boolean) {
  return isProtected
    ? words`Its project is protected: \`up\` refuses to delete it until \`protect: false\` has been merged and brought up by itself.`
    : words`GitLab archives or deletes its project, with its history, issues and images.`;
}

function orderChange({ stack, before, after }: Pair): Change[] {
  const [old, now] = [before, after].map(({ config }) => {
    const map = isMap(config) ? own(config, "slipway:environments") : undefined;
    return isMap(map) ? Object.keys(map) : [];
  }) as [string[], string[]];
  const [left, right] = [
    old.filter((one) => now.includes(one)),
    now.filter((one) => old.includes(one)),
  ];
  if (left.join(" ") === right.join(" ")) return [];
  const path = ["slipway:environments"];
  return [
    {
      ...{ concern: "access", kind: "ordered", stack, file: after.yaml.file },
      ...{ line: lineOf(after, path), path: path.join("."), what: words`the order of promotion` },
      ...{ from: { value: old }, to: { value: now }, notes: [] },
    },
  ];
}

function environmentChanges(pair: Pair): Change[] {
  const [old, now] = [pair.before, pair.after].map(
    (stack) => (stack as Environment).settings!["slipway:apps"],
  );
  const both = Object.keys(now!).filter((app) => Object.hasOwn(old!, app));
  const changes = settingsChanges(
    pair,
    ([section, app, key]) =>
      section === "slipway:apps" && key === "pipeline" && both.includes(String(app)),
  );
  return [
    ...joined(changes, pair),
    ...both.flatMap((app) => [
      ...variableChanges(pair, app),
      ...fileChanges(pair, app),
      ...serviceChanges(pair, app),
    ]),
  ];
}

/** A stack's file that came or went. */
function wholeStack(stack: string, from: State, to: State): Change[] {
  const isNew = to.files.stacks.has(stack);
  const state = isNew ? to : from;
  const file = state.files.stacks.get(stack)!.path;
  const what =
    stack === "platform"
      ? words`the settings of the platform`
      : words`the settings of the environment ${stack}`;
  const whole: Change = {
    ...{ concern: isNew ? "rest" : "gone", kind: isNew ? "added" : "removed" },
    ...{ stack, file, line: 1, path: "", what },
    notes: isNew
      ? []
      : [
          words`Run \`slipway destroy\` for ${stack} before this is merged, or its resources stay, and nobody keeps them.`,
        ],
  };
  const read = state.stacks.get(stack);
  if (!isNew || !read) return [whole];
  const pair = { stack, from: to, to, before: read, after: read };
  const inside = leaves(read.config, []).map(([path, value]): Change => {
    const change = toChange({ path, from: undefined, to: value }, pair);
    // Nothing moves away from where nothing was.
    return change.concern === "gone" ? { ...change, concern: "rest" } : change;
  });
  return [whole, ...inside];
}

function notCompared(before: State, after: State): NotCompared[] {
  return [...unreadOf(before, "from"), ...unreadOf(after, "to")];
}

function unreadOf({ files, stacks, checked }: State, side: "from" | "to"): NotCompared[] {
  const { compose } = checked.structure;
  const isYaml = (file: SourceFile) => file.text !== undefined && yamlOf(file).value !== undefined;
  const wrong = [files.project, ...files.stacks.values()].filter((file) => !isYaml(file));
  const withoutConfig = [...files.stacks].flatMap(([name, file]) => (stacks.has(name) ? [] : file));
  const apps = [...stacks.values()].flatMap(({ name, settings }) =>
    name === "platform"
      ? []
      : Object.values((settings as Environment["settings"])?.["slipway:apps"] ?? {}),
  );
  const unread = apps.flatMap((app) => [
    ...(isMap(compose.get(app.compose)?.services) ? [] : [app.compose]),
    ...Object.values(app.files).filter((path) => files.others.get(path)?.text === undefined),
  ]);
  const whole = new Set([...[...wrong, ...withoutConfig].map(({ path }) => path), ...unread]);
  const partly = [...stacks.values()].flatMap(({ settings, yaml }) => (settings ? [] : yaml.file));
  return [
    ...[...whole].map((file) => ({ file, side, asWritten: false })),
    ...partly.map((file) => ({ file, side, asWritten: true })),
  ];
}

/** By concern, what is weaker first, then by stack and as they were found. */
function inOrder(changes: Change[], stacks: string[]): Change[] {
  const rank = ({ concern, direction, stack }: Change) => [
    concerns.indexOf(concern),
    direction === "weaker" ? 0 : 1,
    stacks.indexOf(stack),
  ];
  return [...changes].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left.map((part, index) => part - right[index]!).find((step) => step !== 0) ?? 0;
  });
}
