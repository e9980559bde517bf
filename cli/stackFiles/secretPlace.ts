import { pathFrom, pathText, setSecret, setSecretAt, valueAt } from "../../settings/index.ts";
import { isObject } from "../terminal/isObject.ts";
import { UserError } from "../terminal/exit.ts";
import { readConfig, readEnvironmentFile, requireAppIn } from "./environmentFile.ts";
import type { StackFile } from "./stackFile.ts";

/** A secret's place in a stack file. */
export interface SecretPlace {
  stack: string;
  /** In `config`. */
  path: string[];
  /** As messages name it: `DB_PASSWORD of shop`, `slipway:registry.password`. */
  name: string;
}

/**
 * The place that a command line means: a line of an app's `.env` by the app and its key, anything
 * else by its path, as reports write it.
 *
 * @throws UserError for what is no path, or where no single value stands or could stand.
 */
export function secretPlace(
  file: StackFile,
  stack: string,
  appOrPath: string,
  key: string | undefined,
): SecretPlace {
  if (key !== undefined) {
    requireAppIn(file, readEnvironmentFile(file).apps, appOrPath);
    const path = ["slipway:apps", appOrPath, "secrets", key];
    return { stack, path, name: `${key} of ${appOrPath}` };
  }
  const path = pathFrom(appOrPath);
  if (!path?.[0]?.includes(":")) {
    throw new UserError(
      `\`${appOrPath}\` alone names no secret. An app's: slipway secret set ${stack} <app> <KEY>; ` +
        `any other by its path: slipway secret set ${stack} slipway:registry.password`,
    );
  }
  if (path[0] === "slipway:keys") {
    throw new UserError(
      `\`npx slipway keys ${stack}\` makes the keys, both halves of a pair at once.`,
    );
  }
  const [group, app, kind, name] = path;
  if (group === "slipway:apps" && app && kind === "secrets" && name && path.length === 4) {
    return secretPlace(file, stack, app, name);
  }
  const present = valueAt(readConfig(file), path);
  if (isObject(present) && !("secure" in present)) {
    const inside = Object.keys(present).map((step) => `\`${pathText([...path, step])}\``);
    throw new UserError(
      `\`${pathText(path)}\` of ${file.name} is a group of settings, and stays. ` +
        `In it: ${inside.join(", ") || "nothing"}.`,
    );
  }
  return { stack, path, name: pathText(path) };
}

/** The file's text with a ciphertext at a place; an app's secret gets the day of its change, too. */
export function withSecret(text: string, { path }: SecretPlace, ciphertext: string): string {
  const [group, app, kind, key] = path;
  if (group !== "slipway:apps" || kind !== "secrets") return setSecretAt(text, path, ciphertext);
  const today = new Date().toISOString().slice(0, 10);
  return setSecret(text, app!, key!, ciphertext, today);
}
