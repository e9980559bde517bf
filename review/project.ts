import { isMap, isSecure } from "../settings/kinds/about.ts";
import { pathText } from "../settings/index.ts";
import type { SourceFile } from "../settings/index.ts";
import { yamlOf } from "../settings/read/yaml.ts";
import type { Change, Shown } from "./difference.ts";
import { unlessSecret } from "./shown.ts";
import { partsOf, type State } from "./state.ts";
import { differences, type Found } from "./structural.ts";
import { words } from "./words.ts";

/** What is Pulumi's and its providers' own: the program, the state's place, how secrets are kept. */

/** Provider settings that are told with their value: the others hold headers, keys and accounts. */
const open = [
  "insecure",
  "cacertFile",
  "clientCert",
  "configFile",
  "context",
  "earlyAuthCheck",
  "enableAutoCiSupport",
  "retries",
];

const notes: Record<string, string> = {
  encryptionsalt: "The passphrase is another, or every secret was encrypted anew.",
  secretsprovider: "Another key opens the secrets of this stack.",
  encryptedkey: "Another key opens the secrets of this stack.",
};

export function projectChanges(from: SourceFile, to: SourceFile): Change[] {
  if (from.text === undefined || to.text === undefined) return [];
  const [before, after] = [yamlOf(from), yamlOf(to)];
  if (before.value === undefined || after.value === undefined) return [];
  return differences(before.value, after.value).map((found) => {
    const yaml = found.to === undefined ? before : after;
    return {
      ...toChange(found, "", yaml.file, yaml.problem(found.path, place, "key").line),
      ...valuesOf(found, () => true),
    };
  });
}

/** Of a stack file: what stands beside `config`, and what is under it for Pulumi and its providers. */
export function othersChanges(stack: string, from: State, to: State): Change[] {
  const [before, after] = [from.stacks.get(stack)!, to.stacks.get(stack)!];
  const [old, now] = [before, after].map(({ yaml, config }) => {
    const top = isMap(yaml.value) ? Object.entries(yaml.value) : [];
    const beside = top.filter(([key]) => key !== "config" && !key.includes(":"));
    return { top: Object.fromEntries(beside), config: partsOf(config).others };
  });
  const isOpen = (key: string) => open.includes(key.replace(/^gitlab:/, ""));
  return differences(old, now).map((found) => {
    const [where, ...path] = found.path;
    const { yaml } = found.to === undefined ? before : after;
    const full = where === "top" ? path : ["config", ...path];
    const change = toChange(
      { ...found, path },
      stack,
      yaml.file,
      yaml.problem(full, place, "key").line,
    );
    const note = where === "top" ? notes[String(path[0])] : undefined;
    return {
      ...change,
      ...valuesOf(found, () => where === "config" && isOpen(String(path[0]))),
      notes: note ? [[note]] : [],
    };
  });
}

const place = { rule: "shape.type", message: "" } as const;

function toChange({ path, from, to }: Found, stack: string, file: string, line: number): Change {
  const text = pathText(path);
  const kind = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  return {
    concern: "followed",
    kind,
    stack,
    file,
    line,
    path: text,
    what: words`${text}`,
    notes: [],
  };
}

function valuesOf({ from, to }: Found, isOpen: () => boolean): Pick<Change, "from" | "to"> {
  const [before, after] = [from, to].map((value): Shown | undefined => {
    if (value === undefined) return undefined;
    if (isSecure(value)) return { hidden: "secret" };
    return isOpen() ? unlessSecret(value) : { hidden: "not a setting" };
  });
  return { ...(before && { from: before }), ...(after && { to: after }) };
}
