import { readStackFiles, report } from "../../settings/index.ts";
import type { Problem, ReadSecret, StackFiles } from "../../settings/index.ts";
import { requireStack } from "../servers/environment.ts";
import { UserError } from "../terminal/exit.ts";
import { print, say } from "../terminal/output.ts";
import { receiveSecret } from "../terminal/standardInput.ts";
import { encryptFor } from "./encrypt.ts";
import { findFolder } from "./folder.ts";
import { newProblems, withTexts } from "./newProblems.ts";
import { secretPlace, withSecret, type SecretPlace } from "./secretPlace.ts";
import { readStackFile, replaceStackFile } from "./stackFile.ts";

/** Looks like a ciphertext and is none: for the rules about where a secret may stand. */
const placeholder = "v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAA";

/** Which secret, as the command line says it. */
export interface Asked {
  stack: string;
  /** An app's name, or a path of `config` without a key behind it. */
  appOrPath: string;
  key: string | undefined;
}

/**
 * Reads a value from standard input and encrypts it into the stack file. Everything that can be
 * said against it is said before the file is touched: against the place before a value is asked
 * for, against the value afterwards.
 */
export async function setSecretOf(
  cwd: string,
  { stack, appOrPath, key }: Asked,
  keepNewline: boolean,
): Promise<void> {
  const folder = findFolder(cwd);
  requireStack(folder, stack);
  const file = readStackFile(folder, stack);
  const place = secretPlace(file, stack, appOrPath, key);
  const files = readStackFiles(folder);
  refuse(place, problemsOf(files, place, withSecret(file.text, place, placeholder)));

  const question = `Value of ${place.name} in ${stack} (not shown): `;
  const { value, newlineRemoved } = await receiveSecret(question, { keepNewline });
  const { text, ciphertexts } = await encryptFor(folder, stack, file, [value]);
  const changed = withSecret(text, place, ciphertexts[0]!);
  refuse(place, problemsOf(files, place, changed, value));
  replaceStackFile(file, changed);

  if (newlineRemoved) {
    say("One newline was taken off the end of the value; --keep-newline keeps it.");
    if (value.includes("\n")) {
      say("The value has several lines: a key or a certificate may need that newline.");
    }
  }
  print(
    `${place.name} is set in ${file.name}, encrypted.\n` +
      `Next: commit ${file.name}, look at npx slipway preview ${stack}, then npx slipway up ${stack}.`,
  );
}

/** @param value read at the place, if it is known already */
function problemsOf(
  files: StackFiles,
  { stack, path }: SecretPlace,
  changed: string,
  value?: string,
): Problem[] {
  const here = JSON.stringify(path);
  const read = (other: string): ReadSecret => {
    return (at) => (other === stack && JSON.stringify(at) === here ? value : undefined);
  };
  return newProblems(files, withTexts(files, new Map([[stack, changed]])), { read });
}

function refuse({ name }: SecretPlace, problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new UserError(`${name} was not set.\n${report(problems)}`);
}
