import { changedInputs } from "../../gitlab/kind.ts";
import { kindOf } from "../../gitlab/kinds.ts";
import type { ChangeOperation, DeclaredChange } from "../../review/stackChanges.ts";
import { compare } from "../engine/comparison.ts";

import { type Names, named } from "./named.ts";
import { type Declared, unknownValue } from "./registrations.ts";

/**
 * What has to be done to one stack so that it is as declared, in the order of the engine: what it
 * makes and changes, then what goes. A change of nothing but `protect` or of what is waited for is
 * none, as in the engine's preview.
 *
 * @param paths by a project's id in the inputs, its path
 */
export function compareDeclared(
  from: Declared[],
  to: Declared[],
  paths: Record<string, string>,
): DeclaredChange[] {
  const before = new Map(from.map((resource) => [resource.urn, resource]));
  const after = new Map(to.map((resource) => [resource.urn, resource]));
  /** What is made anew: nothing that comes out of it is known before. */
  const made = new Set<string>();
  const changes: DeclaredChange[] = [];
  for (const resource of to) {
    const former = before.get(resource.urn);
    const difference = former && differenceOf(former, resource, made);
    if (difference?.inputs.length === 0) continue;
    const operation = !difference
      ? "create"
      : difference.replaces.length > 0
        ? "replace"
        : "update";
    if (operation !== "update") made.add(resource.urn);
    changes.push({
      ...toldOf(operation, resource, { all: after, paths }),
      ...difference,
      refused: operation === "replace" && former?.protect === true,
    });
  }
  const gone = from.filter(({ urn }) => !after.has(urn));
  for (const resource of gone.toReversed()) {
    const told = toldOf("delete", resource, { all: before, paths });
    changes.push({ ...told, refused: resource.protect });
  }
  return changes;
}

function toldOf(operation: ChangeOperation, resource: Declared, names: Names) {
  const { type, name, urn, parent } = resource;
  const words = named(resource, names);
  return { operation, type, name, urn, parent, words, inputs: [], replaces: [] };
}

type Difference = Pick<DeclaredChange, "inputs" | "replaces">;

function differenceOf(from: Declared, to: Declared, made: Set<string>): Difference {
  const kind = kindOf(to.type);
  // Of another provider's resource, and of a component, each input counts.
  const changed = kind
    ? changedInputs(kind, from.inputs, to.inputs)
    : Object.keys(compare(from.inputs, to.inputs)).map(outermost);
  const unknown = Object.keys(to.inputs).filter(
    (input) => isUnknown(to.inputs[input]) && to.inputsFrom[input]?.some((urn) => made.has(urn)),
  );
  const counting = [...new Set([...changed, ...unknown])].filter(
    (input) => !to.ignoreChanges.includes(input),
  );
  const replaces = kind?.replaces ?? (to.type === "command:remote:Command" ? ["triggers"] : []);
  return {
    inputs: counting.flatMap((input) => {
      const wanted = to.inputs[input];
      const parts = Object.entries(compare(from.inputs[input], wanted, input));
      // What is left out of an object stays as it is, too.
      const counted = kind && wanted ? parts.filter(([, part]) => part.to !== undefined) : parts;
      return counted.length > 0 ? counted.map(([path]) => path) : [input];
    }),
    replaces: counting.filter((input) => replaces.includes(input)),
  };
}

function outermost(path: string): string {
  return path.split(".")[0]!;
}

function isUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === unknownValue;
  return Object.values(value).some(isUnknown);
}
