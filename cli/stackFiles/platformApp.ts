import { load, readStackFiles } from "../../settings/index.ts";
import type { PlatformApp, PlatformSettings } from "../../settings/index.ts";
import { unknownName } from "../terminal/unknownName.ts";
import { findFolder } from "./folder.ts";

/** An app of the platform, and the platform's settings around it. No secret is opened. */
export interface OnPlatform {
  folder: string;
  settings: PlatformSettings;
  app: PlatformApp;
}

/** @throws SettingsError, and UserError for an app that there is none of */
export function onPlatform(cwd: string, name: string): OnPlatform {
  const folder = findFolder(cwd);
  const unopened = { want: () => false };
  const loaded = load(readStackFiles(folder), "platform", () => undefined, unopened);
  const settings = loaded as PlatformSettings;
  const app = settings.apps.find((one) => one.name === name);
  if (app) return { folder, settings, app };
  const names = settings.apps.map((one) => one.name);
  throw unknownName(`The platform has no app \`${name}\`.`, name, "Apps", names);
}
