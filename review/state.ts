import { check } from "../settings/index.ts";
import type { Checked } from "../settings/check/check.ts";
import type { Structure } from "../settings/check/structure.ts";
import { environment } from "../settings/groups/environment.ts";
import { platform } from "../settings/groups/platform.ts";
import { isOthers } from "../settings/groups/gitlab.ts";
import { isMap } from "../settings/kinds/about.ts";
import type { Path, StackFiles } from "../settings/index.ts";
import type { Stack } from "../settings/read/stack.ts";

/** One of the two states, as far as it can be read: nothing of it is opened, and nothing is run. */
export interface State {
  files: StackFiles;
  checked: Checked;
  /** By name, those that are YAML with a `config`. */
  stacks: Map<string, ReadStack>;
  /** Every stack that has a file, in the order in which they are told. */
  names: string[];
}

export type Environment = Structure["environments"][number];
export type Platform = NonNullable<Structure["platform"]>;
export type ReadStack = Environment | Platform;

/** @param today when secrets are due */
export function stateOf(files: StackFiles, today: Date): State {
  const checked = check(files, () => () => undefined, today);
  const { platform, environments } = checked.structure;
  const stacks = [...(platform ? [platform] : []), ...environments];
  return {
    files,
    checked,
    stacks: new Map(stacks.map((stack) => [stack.name, stack])),
    names: inOrder([...files.stacks.keys()], platform),
  };
}

/** The platform, the environments in the order of promotion, then those that it does not know. */
function inOrder(names: string[], platform: Platform | undefined): string[] {
  const config = platform?.config;
  const map = isMap(config) ? config["slipway:environments"] : undefined;
  const order = ["platform", ...(isMap(map) ? Object.keys(map) : [])];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

export function kindOf(stack: string): "platform" | "environment" {
  return stack === "platform" ? "platform" : "environment";
}

export function schemaOf(stack: string) {
  return stack === "platform" ? platform : environment;
}

/** `config` without what belongs to Pulumi and its providers; and that by itself. */
export function partsOf(config: unknown): { own: unknown; others: Record<string, unknown> } {
  if (!isMap(config)) return { own: config, others: {} };
  const entries = Object.entries(config);
  return {
    own: Object.fromEntries(entries.filter(([key]) => !isOthers(key))),
    others: Object.fromEntries(entries.filter(([key]) => isOthers(key))),
  };
}

/** The line of a place of `config`, or of the nearest that is there. */
export function lineOf(stack: Stack, path: Path): number {
  return stack.yaml.problem(["config", ...path], { rule: "shape.type", message: "" }, "key").line;
}
