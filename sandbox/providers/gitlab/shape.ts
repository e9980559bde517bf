import type { Property, Shape } from "../resource.ts";
import type { Behaviour } from "./behaviour.ts";

/** The schema's shape, with what the behaviour says of its properties. */
export function shapeOf(shape: Shape, behaviour: Behaviour): Shape {
  const { absent = {}, values = {}, same = {} } = behaviour;
  const { replaces = [], local = [], writeOnly = [], onlyOnCreation = [] } = behaviour;
  const at = (path: string) => propertyAt(shape, path);
  for (const name of replaces) at(name).replaces = true;
  for (const name of [...local, ...writeOnly]) at(name).writeOnly = true;
  for (const name of onlyOnCreation) at(name).onlyOnCreation = true;
  for (const [name, meant] of Object.entries(absent)) at(name).absent = meant;
  for (const [name, allowed] of Object.entries(values)) at(name).values = allowed;
  for (const [name, compare] of Object.entries(same)) at(name).same = compare;
  // The bridge makes up every name that may be left out (SetAutonaming).
  if (shape["name"] && !shape["name"].required) at("name").autonamed = true;
  return shape;
}

/** @throws Error when the schema has no such input: a behaviour with a slip of the pen */
function propertyAt(shape: Shape, path: string): Property {
  const [name = "", ...rest] = path.split(".");
  const property = shape[name];
  if (!property) throw new Error(`The schema has no input "${path}".`);
  if (rest.length === 0) return property;
  const inner = Array.isArray(property.type) ? property.type[0] : property.type;
  return propertyAt(inner as Shape, rest.join("."));
}
