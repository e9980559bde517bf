import { PassphraseError } from "./passphrase.ts";
import type { ReadSecret } from "./passphrase.ts";
import type { Complaint, Path, Problem } from "./problem.ts";
import { ownPublicKey } from "./schema/addresses.ts";
import { envValue } from "./schema/values.ts";
import { securePaths, valueAt } from "./schema/walk.ts";
import { complain, keysAt, textAt, textsAt } from "./stack.ts";
import type { Stack } from "./stack.ts";
import { checkFingerprintKey, checkNotEmpty, checkPrivateKey, checkVariable } from "./values.ts";
import type { Variable } from "./values.ts";

/** The secrets of one stack in clear, by the path they stand at (`JSON.stringify`). */
export type Secrets = Map<string, string>;

export interface ReadSecrets {
  secrets: Secrets;
  /** Paths of those that cannot be read by the means at hand. */
  unread: Path[];
  problems: Problem[];
}

/** Reads every secret of a stack that the settings use, or those that are wanted. */
export function readSecrets(
  stack: Stack,
  read: ReadSecret,
  want: (path: Path) => boolean = () => true,
): ReadSecrets {
  const result: ReadSecrets = { secrets: new Map(), unread: [], problems: [] };
  for (const path of securePaths(stack.config).filter((path) => isOurs(path) && want(path))) {
    const { secure } = valueAt(stack.config, path) as { secure: string };
    try {
      const text = read(path.map(String), secure);
      if (text === undefined) result.unread.push(path);
      else result.secrets.set(JSON.stringify(path), text);
    } catch (error) {
      if (!(error instanceof PassphraseError)) throw error;
      if (error.reason === "damaged") {
        const fix = "set it again.";
        const complaint: Complaint = { rule: "secret.unreadable", message: error.message, fix };
        result.problems.push(complain(stack, path, complaint));
        continue;
      }
      const fix = "check PULUMI_CONFIG_PASSPHRASE, and that `encryptionsalt` is this file's own.";
      const complaint: Complaint = { rule: "secret.passphrase", message: error.message, fix };
      result.problems.push(stack.yaml.problem(["encryptionsalt"], complaint));
      // It would be the same for each of them.
      break;
    }
  }
  return result;
}

/** `gitlab:token` and the like are read by Pulumi's providers only. */
function isOurs(path: Path): boolean {
  return String(path[0]).startsWith("slipway:");
}

/** The rules for values: of what is secret where it could be read, and of GitLab's variables. */
export function checkValues(stack: Stack, secrets: Secrets): Problem[] {
  const problems: Problem[] = [];
  const say = (path: Path, complaint: Complaint | undefined) => {
    if (complaint) problems.push(complain(stack, path, complaint));
  };
  for (const path of securePaths(stack.config)) {
    const text = secrets.get(JSON.stringify(path));
    if (text === undefined) continue;
    if (path.at(-1) === "private") {
      const publicKey = textAt(stack, [...path.slice(0, -1), "public"]);
      if (publicKey !== undefined && ownPublicKey(publicKey) === undefined)
        say(path, checkPrivateKey(text, publicKey, stack.name));
    } else if (path.at(-1) === "fingerprint") {
      say(path, checkFingerprintKey(text, stack.name));
    } else if (path[2] === "secrets") {
      say(path, checkNotEmpty(text) ?? envValue(text));
    }
  }
  for (const app of keysAt(stack, ["slipway:apps"])) {
    for (const { path, variable, names } of variablesOf(stack, app, secrets)) {
      for (const complaint of checkVariable(variable, names)) say(path, complaint);
    }
  }
  return problems;
}

/** The GitLab variables of an app whose values are known, whatever else is wrong with them. */
function variablesOf(stack: Stack, app: string, secrets: Secrets) {
  const at: Path = ["slipway:apps", app];
  const pipeline: Path = [...at, "pipeline"];
  const published = textsAt(stack, [...pipeline, "secrets"]);
  const keys = keysAt(stack, [...pipeline, "variables"]);
  const names = [...published.map(([key]) => key), ...keys];
  const found: { path: Path; variable: Variable; names: string[] }[] = [];

  for (const [key, index] of published) {
    const value = secrets.get(JSON.stringify([...at, "secrets", key]));
    if (value === undefined || value === "") continue;
    const variable = { key, value, type: "env_var", masked: true, raw: true } as const;
    found.push({ path: [...pipeline, "secrets", index], variable, names });
  }
  for (const key of keys) {
    const path = [...pipeline, "variables", key];
    const valuePath = stack.yaml.has(["config", ...path, "value"]) ? [...path, "value"] : path;
    const secret = secrets.get(JSON.stringify(valuePath));
    const value = secret ?? textAt(stack, valuePath);
    if (value === undefined) continue;
    const type = (textAt(stack, [...path, "type"]) ?? "env_var") === "env_var" ? "env_var" : "file";
    const said = valueAt(stack.config, [...path, "masked"]);
    const masked = typeof said === "boolean" ? said : secret !== undefined && type === "env_var";
    const raw = valueAt(stack.config, [...path, "raw"]) !== false;
    found.push({ path: valuePath, variable: { key, value, type, masked, raw }, names });
  }
  return found;
}
