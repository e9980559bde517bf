import { type CollectionTag, parseDocument, type Tags, type YAMLSeq } from "yaml";
import { isObject, type Values } from "../../input.ts";
import { ConfigurationError } from "./errors.ts";

/** Where `!reference [job, key]` points, until it is followed. */
class Reference {
  readonly path: string[];

  constructor(path: string[]) {
    this.path = path;
  }

  get text(): string {
    return `!reference ${JSON.stringify(this.path)}`;
  }
}

const reference: CollectionTag = {
  tag: "!reference",
  collection: "seq",
  resolve: (node) => new Reference((node as YAMLSeq).toJSON() as string[]),
};

/** In Ruby's reader `y` and `n` are texts. */
function asInRuby(tag: Tags[number]): Tags[number] {
  if (typeof tag !== "object" || !("test" in tag) || !tag.test) return tag;
  if (tag.tag !== "tag:yaml.org,2002:bool") return tag;
  const source = tag.test.source.replace("Y|y|", "").replace("N|n|", "");
  return { ...tag, test: new RegExp(source) };
}

/**
 * A configuration's text as YAML 1.1, in which GitLab reads it, with anchors and merge keys.
 *
 * @throws ConfigurationError
 */
export function parseYaml(text: string): Values {
  if (text.trim() === "") {
    throw new ConfigurationError("Please provide content of .gitlab-ci.yml");
  }
  const document = parseDocument(text, {
    version: "1.1",
    merge: true,
    uniqueKeys: false,
    customTags: (tags) => [...tags.map(asInRuby), reference],
  });
  const [problem] = document.errors;
  if (problem) throw new ConfigurationError(`(<unknown>): ${problem.message.split("\n")[0]}`);
  const value = document.toJS({ maxAliasCount: -1 }) as unknown;
  if (!isObject(value)) throw new ConfigurationError("Invalid configuration format");
  return value;
}

/** Puts what references point at in their places. @throws ConfigurationError */
export function followReferences(root: Values): Values {
  const resolve = (value: unknown, path: string[]): unknown => {
    if (value instanceof Reference) {
      if (path.includes(value.text)) {
        throw new ConfigurationError(`${value.text} is part of a circular chain`);
      }
      return resolve(target(root, value), [...path, value.text]);
    }
    if (Array.isArray(value)) return value.map((item) => resolve(item, path));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, resolve(inner, path)]),
    );
  };
  return resolve(root, []) as Values;
}

function target(root: Values, reference: Reference): unknown {
  let found: unknown = root;
  for (const key of reference.path) {
    found = isObject(found) ? found[key] : undefined;
  }
  if (found === undefined) throw new ConfigurationError(`${reference.text} could not be found`);
  return found;
}
