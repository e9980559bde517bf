import type {
  EnvironmentApp,
  EnvironmentSettings,
  KeyPair,
  ServerSettings,
  Settings,
} from "../../settings/model.ts";
import { oneOf } from "../../settings/words.ts";
import { UserError } from "../terminal/exit.ts";
import { findFolder, stackFile, stacksIn } from "../stackFiles/folder.ts";
import { unknownName } from "../terminal/unknownName.ts";

/**
 * An environment's settings with every secret in clear, for commands that go to its servers.
 *
 * @throws UserError, SettingsError when there is no such environment, its secrets can't be read, or
 * its stack files have problems.
 */
export async function openEnvironment(cwd: string, stack: string): Promise<EnvironmentSettings> {
  const folder = findFolder(cwd);
  requireStack(folder, stack);
  const settings = await openSettings(folder, stack, "own");
  if (settings.kind === "platform") {
    const environments = oneOf(settings.environments.map(({ name }) => name));
    throw new UserError(
      `\`${stack}\` is the platform: it has no servers. Name an environment: ${environments}.`,
    );
  }
  return settings;
}

/**
 * The settings of one stack, once its secrets are known to be readable.
 *
 * @param heed whose problems count; see `load`
 */
export async function openSettings(
  folder: string,
  stack: string,
  heed: "all" | "own" = "all",
): Promise<Settings> {
  const [{ load, readStackFiles }, { requireSecrets }] = await Promise.all([
    import("../../settings/index.ts"),
    import("../stackFiles/secrets.ts"),
  ]);
  return load(readStackFiles(folder), stack, await requireSecrets(folder, stack), heed);
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

/** The key that may deploy this app, and nothing else. */
export function deployerOf(settings: EnvironmentSettings, app: EnvironmentApp): KeyPair {
  const key = settings.keys.deployers[app.name];
  if (key) return key;
  throw new UserError(
    `\`${app.name}\` has no deployer's key in ${stackFile(settings.stack)}. ` +
      `Make it: npx slipway keys ${settings.stack}`,
  );
}

/** A server that an app runs on. That it is declared has been checked with the settings. */
export function serverOf(settings: EnvironmentSettings, name: string): ServerSettings {
  const server = settings.servers[name];
  if (!server) throw new Error(`settings name no server ${name}`);
  return server;
}
