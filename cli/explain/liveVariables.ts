import type { Item } from "../../gitlab/kind.ts";
import { plain, type Candidate, type Level } from "./candidate.ts";

/** Where a variable stands on GitLab. */
export interface Place {
  level: Extract<Level, "instance" | "group" | "project">;
  /** The group's or the project's full path. */
  of: string;
  depth: number;
}

/**
 * What GitLab lists in one place, laid over what is declared there: one that is declared is as GitLab has
 * it, with what differs; one that GitLab lacks is not there yet. Values are compared and let go.
 */
export function onGitLab(
  items: readonly Item[],
  place: Place,
  declared: readonly Candidate[] = [],
): Candidate[] {
  const found = items.map((item): Candidate => {
    const listed = fromItem(item, place);
    const own = declared.find(({ key, scope }) => key === listed.key && scope === listed.scope);
    if (!own) return listed;
    const differs = differences(own, listed, item["value"]);
    const { value, ...rest } = own;
    const told = value === undefined || differs.includes("value") ? {} : { value };
    const { protected: isProtected, masked, raw, type } = listed;
    return { ...rest, ...told, protected: isProtected, masked, raw, type, differs, isThere: true };
  });
  const missing = declared.filter(
    ({ key, scope }) => !found.some((one) => one.key === key && one.scope === scope),
  );
  return [...found, ...missing.map((one) => ({ ...one, isThere: false }))];
}

function fromItem(item: Item, place: Place): Candidate {
  const scope = item["environment_scope"];
  return {
    ...{ ...plain, ...place, key: String(item["key"]), isThere: true },
    // The instance's have none.
    scope: typeof scope === "string" ? scope : "*",
    protected: item["protected"] === true,
    masked: item["masked"] === true,
    raw: item["raw"] === true,
    type: item["variable_type"] === "file" ? "file" : "env_var",
  };
}

/** @param value GitLab's, which goes no further */
function differences(declared: Candidate, listed: Candidate, value: unknown): string[] {
  const flags = (["protected", "masked", "raw"] as const).filter(
    (name) => declared[name] !== undefined && declared[name] !== listed[name],
  );
  // Of a hidden one GitLab tells no value.
  const isOther = declared.value !== undefined && value !== null && value !== declared.value;
  return [
    ...flags,
    ...(declared.type === listed.type ? [] : ["variable_type"]),
    ...(isOther ? ["value"] : []),
  ];
}
