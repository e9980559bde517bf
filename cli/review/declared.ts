import { createHash } from "node:crypto";
import { Environment } from "../../components/environment/environment.ts";
import { Platform } from "../../components/platform/platform.ts";
import { loadSealed } from "../../settings/index.ts";
import type { Settings, StackFiles } from "../../settings/index.ts";
import { type Declared, type LookUps, registrations } from "./registrations.ts";

/**
 * Which GitLab it is to be: its edition decides the shape of a branch's protection, and whether a
 * weaker one is an update (`ee`) or another protection in its place (`ce`).
 */
export type Edition = "ce" | "ee";

/**
 * By stack: what the stack files say, a stand-in for each secret. Two of the same ciphertext are
 * alike, so that a secret which was replaced is a change, and nothing is decrypted.
 *
 * @throws SettingsError with every problem
 */
export function sealedSettings(files: StackFiles): Map<string, Settings> {
  return loadSealed(files, (ciphertext) => {
    const hash = createHash("sha256").update(ciphertext).digest("hex");
    return `secret-${hash.slice(0, 32)}`;
  });
}

/**
 * What the program declares for a stack, as the engine would be told: the components of this very
 * program are run over the settings, which are data. Nothing is asked of GitLab, a registry or a
 * server: a look-up finds what it asks for, and the same each time.
 */
export function declaredResources(
  settings: Settings,
  project: string,
  edition: Edition = "ee",
): Promise<Declared[]> {
  const { stack } = settings;
  return registrations({ stack, project }, lookUps(settings, edition), () => {
    switch (settings.kind) {
      case "platform":
        return Platform.create(settings);
      case "environment":
        return Environment.create(settings);
    }
  });
}

function lookUps(settings: Settings, edition: Edition): LookUps {
  return {
    "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: edition === "ee" }),
    // In the place of its number.
    "gitlab:index/getGroup:getGroup": ({ fullPath }) => ({ groupId: fullPath }),
    // A project that moves keeps its number: the platform moves it, before environments look it up.
    "gitlab:index/getProject:getProject": ({ pathWithNamespace }) => ({
      id: projectIdOf(settings, pathWithNamespace),
    }),
    "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
      sha256Digest: `sha256:${createHash("sha256").update(String(name)).digest("hex")}`,
    }),
  };
}

function projectIdOf({ apps }: Settings, path: unknown): string {
  const app = apps.find(({ project }) => project === path);
  return app ? projectId(app) : String(path);
}

/** What stands for the number of an app's project. */
export function projectId({ name }: { name: string }): string {
  return `project of ${name}`;
}
