import type { z } from "zod";
import { isSecure } from "../kinds/about.ts";
import type { CheckPlain } from "../kinds/about.ts";
import { secretPlaces } from "../kinds/secrets.ts";
import { valueAt } from "../kinds/walk.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { PassphraseError } from "../read/passphrase.ts";
import type { ReadSecret } from "../read/passphrase.ts";
import { complain, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** The secrets of one stack in clear, by the path they stand at (`JSON.stringify`). */
export type Secrets = Map<string, string>;

export interface ReadSecrets {
  secrets: Secrets;
  /** Paths of those that cannot be read by the means at hand. */
  unread: Path[];
  problems: Problem[];
}

/** Whether the secret at a path of `config` is of use. */
export type Want = (path: Path) => boolean;

/** Reads the secrets of a stack that are wanted, and holds each to the rules of its place. */
export function readSecrets(
  schema: z.ZodType,
  stack: Stack,
  read: ReadSecret,
  want: Want = () => true,
): ReadSecrets {
  const result: ReadSecrets = { secrets: new Map(), unread: [], problems: [] };
  for (const { path, place } of secretPlaces(schema, stack.config)) {
    const value = valueAt(stack.config, path);
    // What stands there in clear has been reported with the shape.
    if (!isSecure(value) || !want(path)) continue;
    try {
      const text = read(path.map(String), value.secure);
      if (text === undefined) {
        result.unread.push(path);
        continue;
      }
      result.secrets.set(JSON.stringify(path), text);
      const complaint = complaintOf(text, place.about.plain ?? [], stack, path);
      if (complaint) result.problems.push(complain(stack, path, complaint));
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

/** What stands for the secrets of a stack, by their ciphertexts. */
export function sealedSecrets(
  schema: z.ZodType,
  stack: Stack,
  standIn: (ciphertext: string) => string,
): Secrets {
  const sealed = secretPlaces(schema, stack.config).flatMap(({ path }) => {
    const value = valueAt(stack.config, path);
    return isSecure(value) ? [[JSON.stringify(path), standIn(value.secure)] as const] : [];
  });
  return new Map(sealed);
}

function complaintOf(
  plain: string,
  checks: CheckPlain[],
  stack: Stack,
  path: Path,
): Complaint | undefined {
  const beside = (key: string) => textAt(stack, [...path.slice(0, -1), key]);
  for (const check of checks) {
    const complaint = check(plain, { stack: stack.name, beside });
    if (complaint) return complaint;
  }
  return undefined;
}
