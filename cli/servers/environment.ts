import type { LoadOptions } from "../../settings/index.ts";
import type { EnvironmentApp, EnvironmentSettings, Settings } from "../../settings/model.ts";
import { oneOf } from "../../settings/words.ts";
import { UserError } from "../terminal/exit.ts";
import { findFolder, stackFile, stacksIn } from "../stackFiles/folder.ts";
import { unknownName } from "../terminal/unknownName.ts";

/**
 * An environment's settings, for commands that go to its servers.
 *
 * @param want which secrets are opened; see `load`
 * @throws UserError, SettingsError when there is no such environment, its secrets can't be read, or
 * its stack files have problems.
 */
export async function openEnvironment(
  cwd: string,
  stack: string,
  want: NonNullable<LoadOptions["want"]>,
): Promise<EnvironmentSettings> {
  const folder = findFolder(cwd);
  requireStack(folder, stack);
  const settings = await openSettings(folder, stack, { heed: "own", want });
  if (settings.kind === "platform") {
    const environments = oneOf(settings.environments.map(({ name }) => name));
    throw new UserError(
      `\`${stack}\` is the platform: it has no servers. Name an environment: ${environments}.`,
    );
  }
  return settings;
}

/** The settings of one stack, once its secrets are known to be readable. */
export async function openSettings(
  folder: string,
  stack: string,
  options: LoadOptions = {},
): Promise<Settings> {
  const [{ load, readStackFiles }, { requireSecrets }] = await Promise.all([
    import("../../settings/index.ts"),
    import("../stackFiles/secrets.ts"),
  ]);
  return load(readStackFiles(folder), stack, await requireSecrets(folder, stack), options);
}

/** @throws UserError when the folder has no file for this stack, naming the likeliest one. */
export function requireStack(folder: string, stack: string): void {
  const stacks = stacksIn(folder);
  if (stacks.includes(stack)) return;
  throw unknownName(`There is no ${stackFile(stack)} in ${folder}.`, stack, "Stacks", stacks);
}

/** @throws UserError when the environment has no such app, naming the likeliest one. */
export function requireApp(settings: EnvironmentSettings, name: string): EnvironmentApp {
  const app = settings.apps.find((candidate) => candidate.name === name);
  if (app) return app;
  const names = settings.apps.map((candidate) => candidate.name);
  throw unknownName(`\`${settings.stack}\` has no app \`${name}\`.`, name, "Apps", names);
}
