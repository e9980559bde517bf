import { readInput, type Item, type Kind } from "../../gitlab/kind.ts";
import type { StateResource } from "./stackState.ts";

/**
 * A resource of the state for what is on GitLab.
 *
 * Pulumi's own `import` would read it from GitLab, and write what it reads into the state before it
 * learns from the program what is secret: a variable's value would stand there in clear. So the
 * inputs are given, and what GitLab keeps to itself is left out: the next `up` sends that again.
 */
export function takenUp<Resource extends StateResource>(
  resource: Resource,
  { kind, id, item }: { kind: Kind; id: string; item: Item },
): Resource {
  const told = ([name]: [string, unknown]) =>
    !kind.confidential.includes(name) || readInput(kind, item, name) !== undefined;
  const inputs = Object.fromEntries(Object.entries(resource.inputs ?? {}).filter(told));
  const unsaid = Object.keys(kind.absent).map((name) => [name, readInput(kind, item, name)]);
  const now = new Date().toISOString();
  return {
    ...resource,
    id,
    inputs,
    outputs: { ...(Object.fromEntries(unsaid) as object), ...inputs },
    ...{ created: now, modified: now },
  };
}
