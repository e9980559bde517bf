import { isDeepStrictEqual } from "node:util";
import { buildVariables } from "../settings/groups/variables.ts";
import { pathText, valueAt } from "../settings/index.ts";
import type { Path, PipelineVariable } from "../settings/index.ts";
import { isSecure } from "../settings/kinds/about.ts";
import type { Change, Shown } from "./difference.ts";
import type { Pair } from "./settingsChanges.ts";
import { unlessSecret } from "./shown.ts";
import { lineOf, type Environment } from "./state.ts";
import { listed, words, type Words } from "./words.ts";

/** Which of a variable's flags protects it where it is set. */
const protects = { protected: true, masked: true, raw: true } as const;

interface Variable extends PipelineVariable {
  path: Path;
}

/** GitLab's variables of an app's jobs, as GitLab is told them: their flags have defaults of several kinds. */
export function variableChanges(pair: Pair, app: string): Change[] {
  const before = variablesOf(pair.before as Environment, app);
  const after = variablesOf(pair.after as Environment, app);
  const keys = new Set([...after.keys(), ...before.keys()]);
  return [...keys].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const there = now ?? old!;
    const read = now ? pair.after : pair.before;
    const base = {
      ...{ stack: pair.stack, app, file: read.yaml.file, line: lineOf(read, there.path) },
      path: pathText(there.path),
      what: words`the variable ${key} of the jobs of ${app}`,
    };
    const [from, to] = [shownOf(old), shownOf(now)];
    const values = { ...(from && { from }), ...(to && { to }) };
    if (!old || !now) {
      const notes = [words`It is ${flagsOf(there)}, in ${pair.stack} only.`];
      const [kind, concern] = now ? (["added", "rest"] as const) : (["removed", "gone"] as const);
      return [{ ...base, concern, kind, ...values, notes: now ? notes : [] } satisfies Change];
    }
    return [...flagChanges(old, now, base), ...valueChange(old, now, { ...base, ...values })];
  });
}

type Base = Omit<Change, "concern" | "kind" | "notes">;

function valueChange(old: Variable, now: Variable, base: Base): Change[] {
  const isBoth = old.secret && now.secret;
  const same = ({ value, description, secret }: Variable) => ({ value, description, secret });
  if (isDeepStrictEqual(same(old), same(now))) return [];
  const isValue = old.value !== now.value || old.secret !== now.secret;
  // An app's secret is told where it stands.
  const isPublished = ({ path }: Variable) => path.includes("secrets");
  if (isValue && isBoth && isPublished(old) && isPublished(now)) return [];
  const notes: Words[] = [];
  if (old.description !== now.description) {
    const [from, to] = [old.description, now.description];
    notes.push(words`Its description changes from ${from} to ${to}.`);
  }
  if (!isValue) {
    return [{ ...base, from: undefined, to: undefined, concern: "rest", kind: "changed", notes }];
  }
  const isShown = old.secret && !now.secret;
  return [
    {
      ...base,
      concern: isShown ? "access" : "rest",
      ...(isShown && { direction: "weaker" as const }),
      kind: isBoth ? "replaced" : "changed",
      notes,
    },
  ];
}

/** Each by itself, with whether it protects less. */
function flagChanges(old: Variable, now: Variable, base: Base): Change[] {
  const flags = (["protected", "masked", "raw", "variableType"] as const).filter(
    (flag) => old[flag] !== now[flag],
  );
  return flags.map((flag) => ({
    ...base,
    concern: "access",
    kind: "changed",
    ...(flag !== "variableType" && {
      direction: now[flag] === protects[flag] ? "stronger" : "weaker",
    }),
    what: words`${flag === "variableType" ? "type" : flag} of ${base.what}`,
    ...{ from: { value: old[flag] }, to: { value: now[flag] } },
    notes: [],
  }));
}

function flagsOf(variable: Variable): Words {
  const { variableType } = variable;
  const set = (["protected", "masked", "raw"] as const).filter((flag) => variable[flag]);
  const unset = (["protected", "masked"] as const).filter((flag) => !variable[flag]);
  return listed([
    ...set,
    ...unset.map((flag) => `not ${flag}`),
    ...(variableType === "file" ? ["a file"] : []),
  ]);
}

function variablesOf(stack: Environment, app: string): Map<string, Variable> {
  const config = stack.settings?.["slipway:apps"][app];
  const at: Path = ["slipway:apps", app];
  const variables = buildVariables(config?.pipeline, {
    at,
    environment: stack.name,
    // What is encrypted differs where its text does.
    reveal: (path) => {
      const value = valueAt(stack.config, path);
      return isSecure(value) ? value.secure : "";
    },
    has: (path) => stack.yaml.has(["config", ...path]),
  });
  const isPublished = (key: string) => config?.pipeline?.secrets.includes(key);
  const pathOf = (key: string) =>
    isPublished(key) ? [...at, "pipeline", "secrets"] : [...at, "pipeline", "variables", key];
  return new Map(variables.map((one) => [one.key, { ...one, path: pathOf(one.key) }]));
}

function shownOf(variable: Variable | undefined): Shown | undefined {
  if (!variable) return undefined;
  return variable.secret ? { hidden: "secret" } : unlessSecret(variable.value);
}
