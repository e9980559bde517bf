import { isObject, type Values } from "../../input.ts";
import { ConfigurationError } from "./errors.ts";

const deepest = 11;

/**
 * Jobs with what they extend: maps are merged, all else is replaced, and the later of several wins.
 *
 * @throws ConfigurationError
 */
export function followExtends(root: Values): Values {
  const extended = (name: string, path: string[]): Values => {
    const entry = root[name];
    if (!isObject(entry)) return {};
    const { extends: bases, ...own } = entry;
    if (bases === undefined) return entry;
    if (path.includes(name)) {
      throw new ConfigurationError(`${name}: circular dependency detected in \`extends\``);
    }
    if (path.length >= deepest) {
      throw new ConfigurationError(`${name}: nesting too deep in \`extends\``);
    }
    const names = [bases].flat() as string[];
    const unknown = names.filter((base) => !isObject(root[base]));
    if (unknown.length > 0) {
      throw new ConfigurationError(`${name}: unknown keys in \`extends\` (${unknown.join(", ")})`);
    }
    return [...names.map((base) => extended(base, [...path, name])), own].reduce(merge, {});
  };
  return Object.fromEntries(
    Object.entries(root).map(([name, entry]) => [
      name,
      isObject(entry) && "extends" in entry ? extended(name, []) : entry,
    ]),
  );
}

/** Ruby on Rails' `deep_merge`. */
export function merge(left: Values, right: Values): Values {
  const result = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return result;
}
