import type { Line, Where } from "../../settings/index.ts";
import type { ComposeService, EnvironmentApp } from "../../settings/model.ts";
import { byKey } from "./byKey.ts";
import { shownValue } from "./shownValue.ts";

/**
 * A variable that a container gets otherwise than by a line of `.env` alone. `environment` comes before
 * `env_file`, of which the last file comes first, and both before what the image sets.
 * https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 */
export interface ServiceVariable {
  service: string;
  key: string;
  /** Where the one stands that the container gets: `environment`, or a file of `env_file`. */
  from: string;
  at: Line;
  /** As the compose file has it under `environment`, `${…}` not replaced. */
  text?: string;
  /** What it is taken before. */
  over: string[];
}

interface Around {
  app: EnvironmentApp;
  /** The keys of `.env`. */
  keys: string[];
  /** Where things stand in the compose file. */
  inCompose: Where;
}

/** What a service says of its variables besides taking `.env`, the strongest of each key. */
export function serviceVariables(
  service: string,
  content: ComposeService,
  { app, keys, inCompose }: Around,
): ServiceVariable[] {
  const at = ["services", service];
  const files = envFiles(content).flatMap((file, index) => {
    const inFile = file === ".env" ? keys : keysOf(app.files[file.replace(/^files\//, "")] ?? "");
    return inFile.map((key) => ({
      ...{ key, from: file, text: undefined },
      at: inCompose([...at, "env_file", index], [...at, "env_file"]),
    }));
  });
  const own = entriesOf(content.environment).map(({ key, text, step }) => ({
    ...{ key, from: "environment", text },
    at: inCompose([...at, "environment", step]),
  }));
  // From the weakest to the strongest.
  const found = [...byKey([...files, ...own]).values()].flatMap((each): ServiceVariable[] => {
    const { text, ...winner } = each.at(-1)!;
    const over = [...new Set(each.slice(0, -1).map(({ from }) => from))];
    if (winner.from === ".env" && over.every((from) => from === ".env")) return [];
    const value = text === undefined ? undefined : shownValue(text);
    return [{ service, ...winner, over, ...(value === undefined ? {} : { text: value }) }];
  });
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The files of `env_file`, without `./`, in Compose's order. */
export function envFiles({ env_file: said }: ComposeService): string[] {
  const items: unknown[] = Array.isArray(said) ? said : [said];
  return items.flatMap((item) => {
    const path = typeof item === "object" && item !== null && "path" in item ? item.path : item;
    return typeof path === "string" ? [path.replace(/^\.\//, "")] : [];
  });
}

/** `environment`, a map or a list of `KEY=value`. A key alone is taken from `.env`, as `${KEY}` is. */
function entriesOf(environment: unknown): { key: string; text: string; step: string | number }[] {
  const taken = (key: string) => `\${${key}}`;
  if (Array.isArray(environment)) {
    return environment.map(String).map((item, step) => {
      const [, key = item, value] = /^([^=]*)=([^]*)$/.exec(item) ?? [];
      return { key, text: value ?? taken(key), step };
    });
  }
  const said = (environment ?? {}) as Record<string, string | number | boolean | null>;
  return Object.entries(said).map(([key, value]) => ({
    ...{ key, step: key },
    text: value === null ? taken(key) : String(value),
  }));
}

/** The keys of a file for `env_file`. */
function keysOf(text: string): string[] {
  const lines = text.matchAll(/^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]/gm);
  return [...new Set([...lines].map(([, key = ""]) => key))];
}
