import type { ReadSecret } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import { stackFile } from "./folder.ts";
import { passphrase } from "./passphrase.ts";
import { pulumiCommand, pulumiReader } from "./pulumiConfig.ts";
import { providerOf } from "./secretsProvider.ts";
import { readStackFile } from "./stackFile.ts";

/** How the secrets of one stack file are read. */
export interface SecretSource {
  /** Undefined for a value that can't be read; `reason` then says why. */
  read: ReadSecret;
  /** Why values can't be read. Known once `read` was called, since only then is anything tried. */
  reason: () => string | undefined;
}

/** How to read this stack's secrets. Nothing is asked or derived before the first one is read. */
export async function secretSource(folder: string, stack: string): Promise<SecretSource> {
  const { passphraseReader } = await import("../../settings/index.ts");
  const { name, text } = readStackFile(folder, stack);
  const provider = providerOf(text);
  const open =
    provider.kind === "passphrase"
      ? () => passphraseReader(text, passphrase())
      : await pulumiReader(folder, stack, await pulumiCommand(provider));
  let reader: ReadSecret | undefined;
  let reason: string | undefined;
  return {
    read(path, ciphertext) {
      if (reason !== undefined) return undefined;
      try {
        reader ??= open();
        const value = reader(path, ciphertext);
        if (value === undefined) reason = `a value of ${name} can't be decrypted`;
        return value;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        reason = error.message;
        return undefined;
      }
    },
    reason: () => reason,
  };
}

/**
 * Reads every secret or stops.
 *
 * @throws UserError from the reader, at the first value that can't be read: one sentence is more
 * help than a problem for each value.
 */
export async function requireSecrets(folder: string, stack: string): Promise<ReadSecret> {
  const source = await secretSource(folder, stack);
  return (path, ciphertext) => {
    const value = source.read(path, ciphertext);
    if (value === undefined) {
      throw new UserError(
        `The secrets of ${stackFile(stack)} can't be read: ${source.reason() ?? "unknown reason"}.`,
      );
    }
    return value;
  };
}
