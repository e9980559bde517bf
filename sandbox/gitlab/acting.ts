/** What GitLab keeps, by its name in GitLab's words. */
export type Kind =
  "branch" | "environment" | "group" | "hook" | "project" | "protected branch" | "variable";

const fields = new Map<Kind, Set<string>>();

/**
 * What the stand-in acts on is read through what this returns, and nowhere else, so that the list
 * of it follows from the code: all else of a thing is stored and shown again.
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
