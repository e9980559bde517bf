import * as pulumi from "@pulumi/pulumi";
import { Environment } from "./components/environment/environment.ts";
import { Platform } from "./components/platform/platform.ts";
import { load, readStackFiles, SettingsError, type Settings } from "./settings/index.ts";

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
    throw lookUpFailed(error, settings.gitlab.baseUrl) ?? error;
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

/** What a look-up in GitLab came to, in a sentence; undefined for any other error. */
function lookUpFailed(error: unknown, baseUrl: string): pulumi.RunError | undefined {
  const [, said] =
    /^invocation of gitlab:\S+ returned an error: (.*)/s.exec(messageOf(error)) ?? [];
  if (said === undefined) return undefined;
  if (/\b40[13]\b/.test(said)) {
    const token = process.env.GITLAB_TOKEN
      ? "does not take the token in GITLAB_TOKEN"
      : "wants a token, and GITLAB_TOKEN is not set";
    return new pulumi.RunError(
      `GitLab at ${baseUrl} ${token}: it needs the scope \`api\` (docs/gitlab.md). GitLab said: ${said}`,
    );
  }
  return new pulumi.RunError(`GitLab at ${baseUrl} could not be asked: ${said}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
