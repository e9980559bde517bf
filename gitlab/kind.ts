/** A resource's inputs by the provider's names, or those of them that are known. */
export type Inputs = Record<string, unknown>;

/** One thing in an answer of GitLab's REST API. */
export type Item = Record<string, unknown>;

/** One kind of thing that Slipway declares on GitLab, as Pulumi's provider and the API have it. */
export interface Kind {
  /** Pulumi's type token. */
  type: string;
  /** The inputs that tell one from all others. The provider makes no two alike. */
  key: string[];
  /** The inputs whose change makes another in its place (the provider's ForceNew). */
  replaces: string[];
  /** What leaving an input out means. Any other is GitLab's own choice then. */
  absent: Inputs;
  /** The API's path for those that may be it: `{}` is an input of the natural key. */
  list: string;
  /** Where they stand in an answer that is no list of them. */
  items?: (answer: Item) => Item[];
  /** What the provider imports it by: inputs of the natural key, and `{id}`, GitLab's number. */
  importId: string;
  /** Where an item has an input, if not under its name in snake case (`external_url`). */
  read: Record<string, (item: Item) => unknown>;
  /** Inputs that the API never tells. */
  writeOnly: string[];
  /** Inputs that may be secret: never shown, and nowhere in clear but on GitLab. */
  confidential: string[];
  /** Whether the engine can import it: it needs no more than is read, and none of that is secret. */
  isImportable: boolean;
  /** How people call it; `project` is the project's path. */
  words: (key: Record<string, string>, project: string) => string;
  /** Whether GitLab made it by itself, in which case the provider takes it over without asking. */
  isGitLabs?: (key: Record<string, string>, project: Item) => boolean;
}

/** The natural key; undefined while an input of it is unknown. */
export function naturalKey(kind: Kind, inputs: Inputs): Record<string, string> | undefined {
  const key: Record<string, string> = {};
  for (const name of kind.key) {
    const value = inputs[name] ?? kind.absent[name];
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    key[name] = String(value);
  }
  return key;
}

/** The path of the list that would hold it. */
export function listPath(kind: Kind, key: Record<string, string>): string {
  // As the provider's client writes a segment: a project's path and a branch's name stay one.
  const segment = (value: string) => encodeURIComponent(value).replaceAll(".", "%2E");
  return fill(kind.list, (name) => segment(key[name]!));
}

/** Whose list it is, the path has said. What GitLab says of them is more than the provider's id. */
const owners = ["project", "group"];

/** The item of its list that has this natural key. */
export function itemOf(kind: Kind, key: Record<string, string>, items: Item[]): Item | undefined {
  const names = kind.key.filter((name) => !owners.includes(name));
  const all = kind.items ? items.flatMap(kind.items) : items;
  return all.find((item) =>
    names.every((name) => String(readInput(kind, item, name)) === key[name]),
  );
}

export function importId(kind: Kind, key: Record<string, string>, item: Item): string {
  return fill(kind.importId, (name) => key[name] ?? String(item[name]));
}

/** What GitLab has there: undefined for what it does not tell, a hidden variable's value say. */
export function readInput(kind: Kind, item: Item, name: string): unknown {
  if (owners.includes(name) || kind.writeOnly.includes(name)) return undefined;
  const value = kind.read[name] ? kind.read[name](item) : item[snakeCase(name)];
  // Null is what is unset; where a value may be secret, GitLab keeps it to itself.
  if (value === null && kind.confidential.includes(name)) return undefined;
  return value ?? (value === null ? (kind.absent[name] ?? null) : undefined);
}

/** The readable inputs that GitLab has otherwise than given. What is left out counts as absent. */
export function differences(kind: Kind, inputs: Inputs, item: Item): string[] {
  const names = new Set([...Object.keys(kind.absent), ...Object.keys(inputs)]);
  return [...names].filter((name) => {
    const wanted = inputs[name] ?? kind.absent[name];
    const there = readInput(kind, item, name);
    return wanted !== undefined && there !== undefined && !alike(wanted, there);
  });
}

/** The inputs that the provider has something to do for, where they become others. */
export function changedInputs(kind: Kind, from: Inputs, to: Inputs): string[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].filter((name) => {
    const wanted = to[name] ?? kind.absent[name];
    // What is left out stays as it is, unless that means something.
    return wanted !== undefined && !alike(wanted, from[name] ?? kind.absent[name]);
  });
}

/** The inputs given that GitLab does not tell, so that nothing is compared. */
export function untold(kind: Kind, inputs: Inputs, item: Item): string[] {
  return Object.keys(inputs).filter((name) => {
    return !owners.includes(name) && readInput(kind, item, name) === undefined;
  });
}

/** Whether what is wanted is there: of an object the parts that are wanted, of a list each item. */
function alike(wanted: unknown, there: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(there)) {
    const every = (of: unknown[], other: unknown[], fits: (a: unknown, b: unknown) => boolean) =>
      of.every((a) => other.some((b) => fits(a, b)));
    return every(wanted, there, alike) && every(there, wanted, (a, b) => alike(b, a));
  }
  if (isObject(wanted) && isObject(there)) {
    return Object.entries(wanted).every(([name, value]) => alike(value, there[name]));
  }
  return wanted === there;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function fill(template: string, value: (name: string) => string): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => value(name));
}

/** `externalUrl` → `external_url` */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
