import type { Registry } from "../../host/protocol.ts";
import type { FreezeWindow } from "../../settings/model.ts";
import { findFolder } from "../stackFiles/folder.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { areVariablesSet, serversFromVariables, whereVariablesAre } from "./fromVariables.ts";
import type { KeyVariable } from "./fromVariables.ts";
import type { Host } from "./host.ts";

/** What a command needs to change an app in an environment. */
export interface AppServers {
  /** Where they were found: a stack file's name, or what the variables are called. */
  from: string;
  /** Whether they were made for some environment and app, and not looked up for these. */
  isOthers: boolean;
  /** In the order of deployment, with the app's deployer's key. */
  hosts: Host[];
  /** How a roll-out goes over them (settings/kinds/waves.ts). Default: one after the other. */
  waves?: string[];
  /** Seconds for which servers go on looking at a release once it serves. Default: not at all. */
  watch?: number;
  /** What servers pull with. */
  registry?: Registry;
  /** Where the app's health check tells its version; unknown to a pipeline's variables. */
  versionRule?: string;
  /** The environment that has to have served an image before; unknown to a pipeline's variables. */
  after?: string;
  /** Whom settings name to be told, as a job's variables would (components/environment/deployVariables.ts). */
  tell?: { [variable: string]: string };
  /** When nothing is deployed there; unknown to a pipeline's variables. */
  freeze?: FreezeWindow[];
}

/**
 * An app's servers: from the variables of a pipeline where one of them is set, else from the stack
 * file.
 *
 * @throws UserError, SettingsError with all that is wrong with the one that was used
 */
export async function appServers(
  cwd: string,
  stack: string,
  app: string,
  keyVariable?: KeyVariable,
): Promise<AppServers> {
  if (areVariablesSet(process.env)) return serversFromVariables(stack, process.env, keyVariable);
  const { appFromSettings } = await import("./fromSettings.ts");
  try {
    findFolder(cwd);
  } catch (error) {
    throw new UserError(`${(error as Error).message} ${whereVariablesAre(stack)}`);
  }
  return appFromSettings(cwd, stack, app);
}

/** Whether settings or variables were used shows in nothing else. */
export function sayServers({ from, hosts }: Pick<AppServers, "from" | "hosts">): void {
  say(`Servers from ${from}: ${hosts.map(({ server }) => server.name).join(", ")}`);
}
