import { check, readStackFiles, report, setSecret } from "../../settings/index.ts";
import type { Problem, ReadSecret, StackFiles } from "../../settings/index.ts";
import { encryptFor } from "./encrypt.ts";
import { requireStack } from "../servers/environment.ts";
import { readEnvironmentFile, requireAppIn } from "./environmentFile.ts";
import { UserError } from "../terminal/exit.ts";
import { findFolder, stackFile } from "./folder.ts";
import { print, say } from "../terminal/output.ts";
import { readStackFile, replaceStackFile } from "./stackFile.ts";
import { receiveSecret } from "../terminal/standardInput.ts";

/** Looks like a ciphertext and is none: for the rules about where a secret may stand. */
const placeholder = "v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAA";

/** Which secret: `slipway:apps.<app>.secrets.<key>` of a stack. */
export interface Place {
  stack: string;
  app: string;
  key: string;
}

/**
 * Reads a value from standard input and encrypts it into the stack file. Everything that can be
 * said against it is said before the file is touched: against the key before a value is asked for,
 * against the value afterwards.
 */
export async function setSecretOf(cwd: string, place: Place, keepNewline: boolean): Promise<void> {
  const folder = findFolder(cwd);
  const { stack, app, key } = place;
  requireStack(folder, stack);
  const file = readStackFile(folder, stack);
  requireAppIn(file, readEnvironmentFile(file).apps, app);
  const today = new Date().toISOString().slice(0, 10);
  const files = readStackFiles(folder);
  const unsealed = setSecret(file.text, app, key, placeholder, today);
  refuse(place, newProblems(files, place, unsealed));

  const question = `Value of ${key} for ${app} in ${stack} (not shown): `;
  const { value, newlineRemoved } = await receiveSecret(question, { keepNewline });
  const { text, ciphertexts } = await encryptFor(folder, stack, file, [value]);
  const changed = setSecret(text, app, key, ciphertexts[0]!, today);
  refuse(place, newProblems(files, place, changed, value));
  replaceStackFile(file, changed);

  if (newlineRemoved) {
    say("One newline was taken off the end of the value; --keep-newline keeps it.");
    if (value.includes("\n")) {
      say("The value has several lines: a key or a certificate may need that newline.");
    }
  }
  print(
    `${key} of ${app} is set in ${file.name}, encrypted.\n` +
      `Next: commit ${file.name}, look at npx slipway preview ${stack}, then npx slipway up ${stack}.`,
  );
}

/** The problems that the changed text has and the file as it stands has not. */
function newProblems(files: StackFiles, place: Place, changed: string, value?: string): Problem[] {
  const before = new Set(problemsOf(files, place, undefined).map(identity));
  const file = { path: stackFile(place.stack), text: changed };
  const stacks = new Map(files.stacks).set(place.stack, file);
  const after = problemsOf({ ...files, stacks }, place, value);
  return after.filter((problem) => !before.has(identity(problem)));
}

function problemsOf(files: StackFiles, { stack, app, key }: Place, value?: string): Problem[] {
  const here = JSON.stringify(["slipway:apps", app, "secrets", key]);
  const read: ReadSecret = (path) => (JSON.stringify(path) === here ? value : undefined);
  const nothing: ReadSecret = () => undefined;
  return check(files, (name) => (name === stack ? read : nothing)).problems;
}

/** Lines move when a secret is added, so a problem is known by its place in the settings. */
function identity({ file, path, message }: Problem): string {
  return JSON.stringify([file, path, message]);
}

function refuse({ app, key }: Place, problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new UserError(`${key} of ${app} was not set.\n${report(problems)}`);
}
