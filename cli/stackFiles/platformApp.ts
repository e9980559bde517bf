import { load, readStackFiles } from "../../settings/index.ts";
import type { PlatformApp, PlatformSettings } from "../../settings/index.ts";
import { unknownName } from "../terminal/unknownName.ts";
import { findFolder } from "./folder.ts";

/** The platform's settings, and the folder of the stack files. No secret is opened. */
export interface InPlatform {
  folder: string;
  settings: PlatformSettings;
}

/** One of its apps besides. */
export interface OnPlatform extends InPlatform {
  app: PlatformApp;
}

/** @throws SettingsError */
export function platformIn(cwd: string): InPlatform {
  const folder = findFolder(cwd);
  const unopened = { want: () => false };
  const loaded = load(readStackFiles(folder), "platform", () => undefined, unopened);
  return { folder, settings: loaded as PlatformSettings };
}

/** @throws SettingsError, and UserError for an app that there is none of */
export function onPlatform(cwd: string, name: string): OnPlatform {
  const { folder, settings } = platformIn(cwd);
  const app = settings.apps.find((one) => one.name === name);
  if (app) return { folder, settings, app };
  const names = settings.apps.map((one) => one.name);
  throw unknownName(`The platform has no app \`${name}\`.`, name, "Apps", names);
}
