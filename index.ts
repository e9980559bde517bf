import * as pulumi from "@pulumi/pulumi";
import { Environment } from "./components/environment/environment.ts";
import { lookUpFailure } from "./components/lookUpFailure.ts";
import { Platform } from "./components/platform/platform.ts";
import { load, readStackFiles, SettingsError, valueAt } from "./settings/index.ts";
import type { ReadSecret, Settings } from "./settings/index.ts";

/**
 * One stack: its settings, then its Platform or its Environment, then what others may read.
 * Pulumi's CLI runs this from the folder of the stack files, and so does the `slipway` command.
 *
 * @throws pulumi.RunError with every problem of the stack files, or with why GitLab could not be
 * asked: before any resource exists.
 */
export default async function slipway(): Promise<Record<string, unknown>> {
  const settings = readSettings();
  try {
    switch (settings.kind) {
      case "platform":
        return { projects: (await Platform.create(settings)).projects };
      case "environment":
        return { apps: (await Environment.create(settings)).apps };
    }
  } catch (error) {
    throw lookUpFailure(error, settings.gitlab.baseUrl) ?? error;
  }
}

function readSettings(): Settings {
  try {
    return load(readStackFiles(process.cwd()), pulumi.getStack(), secretReader());
  } catch (error) {
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * The plain text of a value that the stack file holds encrypted: Pulumi has decrypted it already.
 * Below the top level it does not say which values were secret; the stack file's structure does.
 */
function secretReader(): ReadSecret {
  // Pulumi keeps each key as JSON, which holds a thousand secrets where there are many apps.
  const objects = new Map<string, unknown>();
  return ([key = "", ...rest]) => {
    const [namespace, name = ""] = key.split(":");
    const config = new pulumi.Config(namespace);
    if (rest.length === 0) return config.get(name);
    if (!objects.has(key)) objects.set(key, config.getObject(name));
    const value = valueAt(objects.get(key), rest);
    return typeof value === "string" ? value : undefined;
  };
}
