/** What GitLab keeps, by its name in GitLab's words. */
export type Kind =
  | "branch"
  | "environment"
  | "file"
  | "group"
  | "hook"
  | "job token scope"
  | "member"
  | "project"
  | "protected branch"
  | "registry rule"
  | "service account"
  | "share"
  | "token"
  | "variable";

const fields = new Map<Kind, Set<string>>();

/**
 * What the stand-in acts on of what is asked of it is read through what this returns, so that the
 * list of it follows from the code. All else is stored and shown again; a test finds who reads around
 * this what storedOnly.ts says is.
 */
export function acting<Thing extends object>(kind: Kind) {
  return <const Name extends keyof Thing & string>(...names: Name[]) => {
    const known = fields.get(kind) ?? new Set();
    fields.set(kind, known);
    for (const name of names) known.add(name);
    return (thing: Thing) =>
      Object.fromEntries(names.map((name) => [name, thing[name]])) as Pick<Thing, Name>;
  };
}

/** The fields of a kind that the stand-in acts on, as GitLab's API names them. */
export function actedOn(kind: Kind): ReadonlySet<string> {
  return fields.get(kind) ?? new Set();
}
