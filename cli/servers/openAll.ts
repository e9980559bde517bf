import type { Problem, SettingsError } from "../../settings/index.ts";
import type { EnvironmentSettings } from "../../settings/model.ts";
import { stacksIn } from "../stackFiles/folder.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { openSettings } from "./environment.ts";
import { observerSecrets } from "./fromSettings.ts";
import { nothing, type StatusRow } from "./statusRow.ts";

interface Opened {
  /** In the platform's order. */
  environments: EnvironmentSettings[];
  /** A row for each stack whose settings can't be read. */
  unreadable: StatusRow[];
}

/**
 * Every environment of a folder, to be asked what serves there.
 *
 * @throws SettingsError, once, for what keeps every stack from being read: they are checked together.
 */
export async function openAll(folder: string): Promise<Opened> {
  const environments: EnvironmentSettings[] = [];
  const problems = new Map<string, Problem>();
  const unreadable: StatusRow[] = [];
  let order: string[] = [];
  for (const stack of stacksIn(folder)) {
    try {
      const settings = await openSettings(folder, stack, { want: observerSecrets });
      if (settings.kind === "environment") environments.push(settings);
      else order = settings.environments.map((environment) => environment.name);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!(error instanceof UserError) && error.name !== "SettingsError") throw error;
      for (const problem of (error as Partial<SettingsError>).problems ?? []) {
        problems.set(JSON.stringify(problem), problem);
      }
      const row = { environment: stack, app: "", server: "", health: "unknown" as const };
      unreadable.push({ ...row, ...nothing, message: error.message, code: exit.problem });
    }
  }
  if (environments.length === 0 && order.length === 0 && problems.size > 0) {
    const settings = await import("../../settings/index.ts");
    throw new settings.SettingsError([...problems.values()]);
  }
  environments.sort((a, b) => order.indexOf(a.stack) - order.indexOf(b.stack));
  return { environments, unreadable };
}
