import { join } from "node:path";
import { addEnvironment, readStackFiles, report } from "../../settings/index.ts";
import type { Problem } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import { print, printJson } from "../terminal/output.ts";
import { changeFiles } from "./changeFiles.ts";
import { encryptFor } from "./encrypt.ts";
import { added, renderAdded } from "./environmentAdded.ts";
import { choicesOf, type EnvironmentOptions } from "./environmentChoices.ts";
import { findFolder, stackFile, stacksIn } from "./folder.ts";
import { newProblems, withTexts } from "./newProblems.ts";
import { newSibling } from "./newSibling.ts";
import { providerOf } from "./secretsProvider.ts";
import { readStackFile } from "./stackFile.ts";
import { requireStack } from "../servers/environment.ts";

/**
 * Adds an environment: its line to the platform's file, and a file of its own like another's. Both
 * are written at the end, or nothing is.
 *
 * @throws UserError with all that is wrong.
 */
export async function addEnvironmentTo(
  cwd: string,
  name: string,
  options: EnvironmentOptions & { json?: boolean },
): Promise<void> {
  const folder = findFolder(cwd);
  requireStack(folder, "platform");
  const platform = readStackFile(folder, "platform");
  const { like, line, below } = choicesOf(platform, stacksIn(folder), name, options);
  const from = readStackFile(folder, like);
  // A passphrase that does not open the other's file is not the team's.
  if (providerOf(from.text).kind === "passphrase") await encryptFor(folder, like, from, [""]);

  const provider = providerOf(from.text);
  const sibling = await newSibling(from, like, name, (file, values) =>
    encryptFor(folder, like, file, values, provider),
  );
  const platformText = line ? addEnvironment(platform.text, name, line, below) : platform.text;
  const texts = new Map([
    ["platform", platformText],
    [name, sibling.text],
  ]);
  const files = readStackFiles(folder);
  const emptied = new Map([[name, sibling.emptied]]);
  refuse(name, like, newProblems(files, withTexts(files, texts), { emptied }));

  changeFiles([
    { path: join(folder, stackFile(name)), before: undefined, after: sibling.text },
    { path: platform.path, before: platform.text, after: platformText },
  ]);
  const result = added(name, like, line, sibling);
  if (options.json) printJson(result);
  else print(renderAdded(result));
}

function refuse(name: string, like: string, problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new UserError(
    `${name} was not added; nothing was changed. Made like ${like}, it would bring these problems.\n${report(problems)}`,
  );
}
