import {
  differences,
  importId,
  itemOf,
  listPath,
  naturalKey,
  readInput,
  untold,
  type Inputs,
  type Item,
  type Kind,
} from "../../gitlab/kind.ts";
import { kindOf } from "../../gitlab/kinds.ts";
import type { GitLabReader } from "./gitlabReader.ts";

/** Something on GitLab that has the natural key of what is to be made. */
export interface Existing {
  kind: Kind;
  key: Record<string, string>;
  item: Item;
  /** What the provider calls it. */
  id: string;
  /** How people call it: `variable DB_PASSWORD of acme/shop in production`. */
  words: string;
  /** The readable inputs that differ from what is to be made. */
  differs: string[];
  /** The inputs of what is to be made that GitLab does not tell. */
  untold: string[];
  /** Whether it is GitLab's own, which the provider takes over without asking. */
  isGitLabs: boolean;
}

/** What a look-up came to. `unknown`: of no kind in the table, or with a natural key yet unknown. */
export type Found = Existing | "missing" | "unknown";

/** GitLab is asked about so many things at a time; each list is asked for once. */
export const lookUpsAtOnce = 16;

/** Asks GitLab whether a resource that is to be made exists already. */
export async function findExisting(
  reader: GitLabReader,
  { type, inputs }: { type: string; inputs: Inputs },
): Promise<Found> {
  const kind = kindOf(type);
  const key = kind && naturalKey(kind, inputs);
  if (!kind || !key) return "unknown";
  const item = itemOf(kind, key, await reader.list(listPath(kind, key)));
  if (!item) return "missing";
  const project = key["project"] ? await reader.project(key["project"]) : undefined;
  const path = project?.["path_with_namespace"];
  return {
    ...{ kind, key, item },
    id: importId(kind, key, item),
    words: kind.words(key, typeof path === "string" ? path : `project ${key["project"]}`),
    differs: differences(kind, inputs, item),
    untold: untold(kind, inputs, item),
    isGitLabs: project !== undefined && (kind.isGitLabs?.(key, project) ?? false),
  };
}

/** `variable DB_PASSWORD of acme/shop in production: differs in value, masked (GitLab has false)`. */
export function describeExisting({ kind, item, words, differs, untold }: Existing): string {
  const hidden = untold.filter((name) => kind.confidential.includes(name));
  const rest =
    hidden.length > 0 ? ` (${hidden.join(", ")} not compared: GitLab does not tell)` : "";
  if (differs.length === 0) return `${words}: as declared${rest}`;
  const shown = differs.map((name) => {
    // What may be secret goes by its name only.
    if (kind.confidential.includes(name)) return name;
    return `${name} (GitLab has ${JSON.stringify(readInput(kind, item, name) ?? null)})`;
  });
  return `${words}: differs in ${shown.join(", ")}${rest}`;
}

/** As `--json` prints it: names of inputs, and no values. */
export function existingForMachines(urn: string, { words, id, differs, untold }: Existing) {
  return { urn, words, id, differs, untold };
}
