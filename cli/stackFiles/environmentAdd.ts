import { join } from "node:path";
import { addEnvironment, check, readStackFiles, report } from "../../settings/index.ts";
import type { Problem, StackFiles } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import { print, printJson } from "../terminal/output.ts";
import { changeFiles } from "./changeFiles.ts";
import { encryptFor } from "./encrypt.ts";
import { added, isEmptied, renderAdded } from "./environmentAdded.ts";
import { choicesOf, type EnvironmentOptions } from "./environmentChoices.ts";
import { findFolder, stackFile, stacksIn } from "./folder.ts";
import { newSibling, type NewSibling } from "./newSibling.ts";
import { providerOf } from "./secrets.ts";
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
  const { like, line, below } = choicesOf(platform.text, stacksIn(folder), name, options);
  const from = readStackFile(folder, like);
  // A passphrase that does not open the other's file is not the team's.
  if (providerOf(from.text).kind === "passphrase") await encryptFor(folder, like, from, [""]);

  const sibling = await newSibling(folder, from, like, name);
  const platformText = line ? addEnvironment(platform.text, name, line, below) : platform.text;
  const texts = new Map([
    ["platform", platformText],
    [name, sibling.text],
  ]);
  refuse(name, like, newProblems(readStackFiles(folder), name, texts, sibling));

  changeFiles([
    { path: join(folder, stackFile(name)), before: undefined, after: sibling.text },
    { path: platform.path, before: platform.text, after: platformText },
  ]);
  const result = added(name, like, line, sibling);
  if (options.json) printJson(result);
  else print(renderAdded(result));
}

/** The problems that the new texts bring, but for what is left to be filled in. */
function newProblems(
  files: StackFiles,
  name: string,
  texts: Map<string, string>,
  sibling: NewSibling,
): Problem[] {
  const problemsOf = (all: StackFiles) => check(all, () => () => undefined).problems;
  const identity = ({ file, path, message }: Problem) => JSON.stringify([file, path, message]);
  const before = new Set(problemsOf(files).map(identity));
  const stacks = new Map(files.stacks);
  for (const [stack, text] of texts) stacks.set(stack, { path: stackFile(stack), text });
  return problemsOf({ ...files, stacks }).filter(
    (problem) =>
      !before.has(identity(problem)) &&
      !(problem.file === stackFile(name) && isEmptied(sibling, problem.path)),
  );
}

function refuse(name: string, like: string, problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new UserError(
    `${name} was not added; nothing was changed. Made like ${like}, it would bring these problems.\n${report(problems)}`,
  );
}
