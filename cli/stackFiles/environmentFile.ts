import { parse } from "yaml";
import { UserError } from "../terminal/exit.ts";
import { isObject } from "../terminal/isObject.ts";
import type { StackFile } from "./stackFile.ts";
import { unknownName } from "../terminal/unknownName.ts";

type Mapping = Record<string, unknown>;

/**
 * What an environment's file says as it stands, without the rules: `keys` and `secret set` are what
 * makes a file complete, so they work on one that isn't yet.
 */
export interface EnvironmentFile {
  apps: Mapping;
  keys: Mapping;
  servers: Mapping;
}

/** @throws UserError for a file that is no YAML, and for the platform's. */
export function readEnvironmentFile(file: StackFile): EnvironmentFile {
  const config = readConfig(file);
  if ("slipway:environments" in config) {
    throw new UserError(
      `${file.name} is the platform's: it has no servers, and so neither keys nor secrets of apps. Name an environment's stack.`,
    );
  }
  return {
    apps: mapping(config["slipway:apps"]),
    keys: mapping(config["slipway:keys"]),
    servers: mapping(config["slipway:servers"]),
  };
}

/**
 * What stands under `config`.
 *
 * @throws UserError for a file that is no YAML.
 */
export function readConfig(file: StackFile): Mapping {
  try {
    const whole: unknown = parse(file.text, { logLevel: "silent", merge: true });
    return mapping(mapping(whole).config);
  } catch {
    throw new UserError(`${file.name} is no valid YAML. \`npx slipway check\` shows where.`);
  }
}

/** @throws UserError when the file has no such app, naming the likeliest. */
export function requireAppIn(file: StackFile, apps: Mapping, name: string): void {
  if (Object.hasOwn(apps, name)) return;
  throw unknownName(`${file.name} has no app \`${name}\`.`, name, "Apps", Object.keys(apps));
}

/** A YAML mapping, or an empty one where something else or nothing stands. */
export function mapping(value: unknown): Mapping {
  return isObject(value) ? value : {};
}
