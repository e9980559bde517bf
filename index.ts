import * as pulumi from "@pulumi/pulumi";
import { Environment } from "./components/environment/environment.ts";
import { Platform } from "./components/platform/platform.ts";
import { load, readStackFiles, SettingsError, type Settings } from "./settings/index.ts";

/**
 * One stack: its settings, then its Platform or its Environment, then what others may read.
 * Pulumi's CLI runs this from the folder of the stack files, and so does the `slipway` command.
 *
 * @throws pulumi.RunError with every problem of the stack files, before any resource exists.
 */
export default async function slipway(): Promise<Record<string, unknown>> {
  const settings = readSettings();
  switch (settings.kind) {
    case "platform":
      return { projects: (await Platform.create(settings)).projects };
    case "environment":
      return { apps: (await Environment.create(settings)).apps };
  }
}

function readSettings(): Settings {
  try {
    return load(readStackFiles(process.cwd()), pulumi.getStack(), readSecret);
  } catch (error) {
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * The plain text of a value that the stack file holds encrypted: Pulumi has decrypted it already.
 * Below the top level it does not say which values were secret; the stack file's structure does.
 */
function readSecret(path: string[]): string | undefined {
  const [key = "", ...rest] = path;
  const [namespace, name = ""] = key.split(":");
  const value = rest.reduce<unknown>(
    (parent, part) => (parent as Record<string, unknown> | undefined)?.[part],
    new pulumi.Config(namespace).getObject(name),
  );
  return typeof value === "string" ? value : undefined;
}
