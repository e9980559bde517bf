import { setIn } from "../../settings/index.ts";
import { onPlatform } from "./platformApp.ts";
import { readStackFile, replaceStackFile } from "./stackFile.ts";

/** What an app's epoch was, and is now. */
export interface Raised {
  app: string;
  /** 0 where none was said. */
  before: number;
  epoch: number;
}

/**
 * Raises the epoch of an app by one, so that its image is built anew from the same files.
 *
 * @throws SettingsError, and UserError for an app that there is none of; the file stays as it is
 */
export function raiseEpoch(cwd: string, name: string): Raised {
  const { folder, app } = onPlatform(cwd, name);
  const before = app.inputs.epoch ?? 0;
  const epoch = before + 1;
  const file = readStackFile(folder, "platform");
  const path = ["config", "slipway:apps", name, "inputs", "epoch"];
  replaceStackFile(file, setIn(file.text, path, String(epoch)));
  return { app: name, before, epoch };
}
