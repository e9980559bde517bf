import { notFound, refused } from "./errors.ts";
import { isGiven, type Values } from "./input.ts";
import type { AccessLevel } from "./model.ts";
import type { Store } from "./store.ts";

/** What an entry of a list says, as the API takes it. */
export interface Entry {
  id?: number | null;
  _destroy?: boolean | null;
  access_level?: number | null;
  user_id?: number | null;
  group_id?: number | null;
  deploy_key_id?: number | null;
}

type Kind = "push" | "merge" | "unprotect";

const maintainer = 40;
const names: Record<number, string> = {
  0: "No one",
  30: "Developers + Maintainers",
  40: "Maintainers",
  60: "Administrators",
};

/** The entries of a new rule: one level, a list, or both; else maintainers. */
export function initial(
  store: Store,
  kind: Kind,
  single: number | null | undefined,
  list: Entry[] | null | undefined,
): AccessLevel[] {
  const chosen = (list ?? []).map((entry) => levelOf(entry, kind));
  if (isGiven(single)) chosen.unshift(single);
  return [...new Set(chosen.length > 0 ? chosen : [maintainer])].map((level) => ({
    id: store.number("access level"),
    level,
  }));
}

/**
 * The entries after a change: `{id, access_level}` changes one, `{id, _destroy}` removes it, and
 * `{access_level}` adds one.
 *
 * @throws ApiError 404 or 422
 */
export function edited(
  store: Store,
  kind: Kind,
  current: AccessLevel[],
  list: Entry[] | null | undefined,
): AccessLevel[] {
  const result = new Map(current.map((entry) => [entry.id, entry.level]));
  for (const entry of list ?? []) {
    if (isGiven(entry.id)) {
      if (!result.has(entry.id)) throw notFound();
      if (entry._destroy) result.delete(entry.id);
      else result.set(entry.id, levelOf(entry, kind));
      continue;
    }
    const added = levelOf(entry, kind);
    if ([...result.values()].includes(added)) {
      throw refused(422, [`${title(kind)} access levels access level has already been taken`]);
    }
    result.set(store.number("access level"), added);
  }
  return [...result].map(([id, level]) => ({ id, level }));
}

export function presentLevel({ id, level }: AccessLevel): Values {
  return {
    id,
    access_level: level,
    access_level_description: names[level],
    deploy_key_id: null,
    user_id: null,
    group_id: null,
  };
}

/** The level of an entry. Users and groups take a licence, and the sandbox has no deploy keys. */
function levelOf(entry: Entry, kind: Kind): number {
  const problem = (what: string) => refused(422, [`${title(kind)} access levels ${what}`]);
  if (isGiven(entry.user_id)) throw problem("user must be blank");
  if (isGiven(entry.group_id)) throw problem("group must be blank");
  if (isGiven(entry.deploy_key_id)) {
    throw problem("deploy key is not enabled for this project");
  }
  if (!isGiven(entry.access_level)) throw problem("access level is not included in the list");
  return entry.access_level;
}

function title(kind: Kind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
