import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ownStacks, readStackFiles, report } from "../../settings/index.ts";
import { requireStack } from "../servers/environment.ts";
import { UserError } from "../terminal/exit.ts";
import { print, printJson } from "../terminal/output.ts";
import { changeFiles, type FileChange } from "./changeFiles.ts";
import { encryptWithPassphrase } from "./encrypt.ts";
import { toFillIn } from "./environmentAdded.ts";
import { findFolder, stackFile, stacksIn } from "./folder.ts";
import { initAnswers, type InitAnswers, type InitOptions } from "./initAnswers.ts";
import { renderInit, type InitResult } from "./initResult.ts";
import { composeOf, environmentText, example, platformText, registryAddress } from "./initTexts.ts";
import { newProblems, withTexts } from "./newProblems.ts";
import { newSibling, type NewSibling } from "./newSibling.ts";
import { ownPassphrase } from "./ownPassphrase.ts";
import { readStackFile, type StackFile } from "./stackFile.ts";

/**
 * Makes the template's stack files a team's own: its GitLab, project and environments, other keys,
 * another passphrase, and no value of the example's. All is written at the end, together.
 *
 * @throws UserError on a repository that is somebody's own already, and for answers that won't do.
 */
export async function init(cwd: string, options: InitOptions & { json?: boolean }): Promise<void> {
  const folder = findFolder(cwd);
  requireTemplate(folder);
  const answers = await initAnswers(options);
  const secret = await ownPassphrase();
  const encrypt = (file: StackFile, values: string[]) =>
    encryptWithPassphrase(file, values, () => secret);

  const platform = readStackFile(folder, "platform");
  const salted = await encrypt({ ...platform, text: platformText(platform.text, answers) }, [""]);
  const siblings = new Map<string, NewSibling>();
  for (const name of answers.environments) {
    const like = stacksIn(folder).includes(name) ? name : "staging";
    const from = readStackFile(folder, like);
    const own = { ...from, text: environmentText(from.text, answers) };
    const sibling = await newSibling(own, like, name, encrypt);
    siblings.set(name, { ...sibling, emptied: [registryAddress, ...sibling.emptied] });
  }
  const texts = new Map<string, string | undefined>(
    stacksIn(folder).map((name) => [name, undefined]),
  );
  texts.set("platform", salted.text);
  for (const [name, { text }] of siblings) texts.set(name, text);

  refuseProblems(folder, answers, texts, siblings);
  const moved = moveCompose(folder, answers.app);
  changeFiles([
    ...[...texts].map(([stack, text]) => changeOf(folder, stackFile(stack), text)),
    ...moved,
  ]);
  const result: InitResult = {
    ...answers,
    files: [...texts.keys()].filter((stack) => texts.get(stack) !== undefined).map(stackFile),
    removed: [...texts.keys()].filter((stack) => texts.get(stack) === undefined).map(stackFile),
    compose: composeOf(answers.app),
    toFillIn: Object.fromEntries(
      [...siblings].map(([name, sibling]) => [name, toFillIn(name, sibling)]),
    ),
    bootstrap: Object.fromEntries([...siblings].map(([name, { bootstrap }]) => [name, bootstrap])),
  };
  if (options.json) printJson(result);
  else print(renderInit(result));
}

function requireTemplate(folder: string): void {
  for (const stack of ["platform", "staging"]) requireStack(folder, stack);
  const own = ownStacks(readStackFiles(folder)).map(stackFile);
  const app = existsSync(join(folder, composeOf(example)));
  if (own.length === 0 && app) return;
  const why =
    own.length > 0
      ? `${own.join(", ")} ${own.length === 1 ? "is" : "are"} not encrypted with the example's passphrase`
      : `${composeOf(example)} is not there`;
  throw new UserError(
    `This repository is somebody's own already: ${why}. Nothing was changed. ` +
      "To add to it: npx slipway environment add, keys, secret set.",
  );
}

function refuseProblems(
  folder: string,
  { app }: InitAnswers,
  texts: Map<string, string | undefined>,
  siblings: Map<string, NewSibling>,
): void {
  const files = readStackFiles(folder);
  const others = new Map(files.others);
  const shop = others.get(composeOf(example));
  if (shop) others.set(composeOf(app), { ...shop, path: composeOf(app) });
  const after = { ...withTexts(files, texts), others };
  const emptied = new Map([...siblings].map(([name, sibling]) => [name, sibling.emptied]));
  const problems = newProblems(files, after, { emptied });
  if (problems.length === 0) return;
  throw new UserError(
    `Nothing was changed, since it would bring these problems.\n${report(problems)}`,
  );
}

function moveCompose(folder: string, app: string): FileChange[] {
  if (app === example) return [];
  const text = readFileSync(join(folder, composeOf(example)), "utf8");
  return [changeOf(folder, composeOf(app), text), changeOf(folder, composeOf(example), undefined)];
}

function changeOf(folder: string, name: string, after: string | undefined): FileChange {
  const path = join(folder, name);
  return { path, before: existsSync(path) ? readFileSync(path, "utf8") : undefined, after };
}
