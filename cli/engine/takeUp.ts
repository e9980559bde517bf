import { readInput, type Inputs } from "../../gitlab/kind.ts";
import type { Existing } from "./existing.ts";
import type { StateResource } from "./stackState.ts";

/**
 * A resource of the state for what is on GitLab: its inputs as they are to be, but where GitLab has
 * another value. The next `up` sees that, and makes it as declared.
 *
 * Pulumi's own `import` would read it from GitLab, and write what it reads into the state before it
 * learns from the program what is secret: a variable's value would stand there in clear. So the
 * inputs are given, and what may be secret is left out where GitLab keeps it to itself or has
 * another: the next `up` sends that again.
 */
export function takenUp<Resource extends StateResource>(
  resource: Resource,
  { kind, id, item, differs }: Pick<Existing, "kind" | "id" | "item" | "differs">,
): Resource {
  const wanted = resource.inputs ?? {};
  const there = (name: string) => readInput(kind, item, name);
  const isUnsaid = (name: string) =>
    kind.confidential.includes(name) && (there(name) === undefined || differs.includes(name));
  const inputs: Inputs = { ...wanted };
  for (const name of differs) inputs[name] = there(name);
  for (const name of Object.keys(inputs).filter(isUnsaid)) delete inputs[name];
  const absent = Object.fromEntries(Object.keys(kind.absent).map((name) => [name, there(name)]));
  const now = new Date().toISOString();
  return {
    ...resource,
    id,
    inputs,
    outputs: { ...absent, ...inputs },
    created: now,
    modified: now,
  };
}
