import { readFileSync } from "node:fs";
import { UserError } from "../terminal/exit.ts";

/**
 * The passphrase as Pulumi finds it: PULUMI_CONFIG_PASSPHRASE, which may be empty, else the file
 * that PULUMI_CONFIG_PASSPHRASE_FILE names, without the white space around it.
 *
 * @throws UserError when neither is set, or the file can't be read.
 */
export function passphrase(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.PULUMI_CONFIG_PASSPHRASE !== undefined) {
    return environment.PULUMI_CONFIG_PASSPHRASE;
  }
  const path = environment.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (!path) {
    throw new UserError(
      "neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set",
    );
  }
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    throw new UserError(`PULUMI_CONFIG_PASSPHRASE_FILE names ${path}, which can't be read`);
  }
}
