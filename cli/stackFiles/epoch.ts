import { setIn } from "../../settings/index.ts";
import { onPlatform } from "./platformApp.ts";
import { readStackFile, type StackFile } from "./stackFile.ts";

/** What an app's epoch was, and is now. */
export interface Raised {
  app: string;
  /** 0 where none was said. */
  before: number;
  epoch: number;
}

/** The platform's file as it is, what it becomes, and the folder that it is in. */
export interface RaisedFile {
  folder: string;
  file: StackFile;
  text: string;
  apps: Raised[];
}

/**
 * Raises the epochs of apps by one, so that their images are built anew from the same files. The file
 * stays as it is: whoever asks writes it, or proposes it.
 *
 * @throws SettingsError, and UserError for an app that there is none of
 */
export function raiseEpochs(cwd: string, names: readonly string[]): RaisedFile {
  const asked = [...new Set(names)].map((name) => onPlatform(cwd, name));
  const { folder } = asked[0]!;
  const file = readStackFile(folder, "platform");
  const apps = asked.map(({ app: { name, inputs } }) => {
    const before = inputs.epoch ?? 0;
    return { app: name, before, epoch: before + 1 };
  });
  const text = apps.reduce(
    (written, { app, epoch }) =>
      setIn(written, ["config", "slipway:apps", app, "inputs", "epoch"], String(epoch)),
    file.text,
  );
  return { folder, file, text, apps };
}
