import type { Known, Resource } from "./resource.ts";
import {
  holdsSecret,
  pick,
  plain,
  same,
  secret,
  unknown,
  type Value,
  type Values,
} from "./values.ts";

/**
 * What preview shows of a resource after a step: inputs, defaults, what stays, and the rest
 * unknown.
 *
 * @param state as it is now; empty when the resource is yet to be made
 */
export function planned<Client>(target: Resource<Client>, state: Values, inputs: Values): Values {
  const outputs = Object.fromEntries(target.outputs.map((name) => [name, unknown]));
  const absent = Object.entries(target.inputs).map(([name, property]): [string, Value] => [
    name,
    property.absent === undefined && !property.writeOnly ? unknown : (property.absent ?? null),
  ]);
  const after = { ...outputs, ...Object.fromEntries(absent), ...state, ...inputs };
  return target.recomputes ? { ...after, ...outputs } : after;
}

/** The inputs of a resource that is adopted: all that can be read and isn't the default anyway. */
export function imported<Client>(target: Resource<Client>, known: Known): Values {
  return pick(known.state, (name, value) => {
    const property = target.inputs[name];
    return property !== undefined && value !== null && value !== property.absent;
  });
}

/** The inputs after a refresh: those that were given, with what was found in their place. */
export function refreshed<Client>(target: Resource<Client>, known: Known, inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, given]) => {
      const found = known.state[name];
      const isSame = target.inputs[name]?.same ?? same;
      if (found === undefined || isSame(plain(given), found)) return [name, given];
      return [name, holdsSecret(given) ? secret(found) : found];
    }),
  );
}

/**
 * A state in which everything is secret that the schema says is, or that came in as a secret; in the
 * very wrapping in which it came, which may be several deep.
 */
export function wrap<Client>(target: Resource<Client>, state: Values, inputs: Values): Values {
  const secrets = Object.keys(inputs).filter((name) => holdsSecret(inputs[name]));
  const asGiven = pick(inputs, (name, given) => name in state && same(given, state[name]));
  const hidden = hide(state, [...secrets, ...(target.secrets ?? [])]);
  return { ...hidden, ...pick(asGiven, (name) => secrets.includes(name)) };
}

/** The same values, those of certain names as secrets. */
function hide(state: Values, secrets: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      secrets.includes(name) && value !== null ? secret(value) : value,
    ]),
  );
}
