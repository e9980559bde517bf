import { setKeys, siblingOf } from "../../settings/index.ts";
import type { Sibling } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import type { Encrypted } from "./encrypt.ts";
import { readEnvironmentFile } from "./environmentFile.ts";
import { stackFile } from "./folder.ts";
import { makeKey, newKeys, slotsOf } from "./keySlots.ts";
import type { StackFile } from "./stackFile.ts";

export interface NewSibling extends Sibling {
  /** The public key of the first contact. */
  bootstrap: string;
}

/**
 * The text of another environment's file, with keys of its own.
 *
 * @param stack the stack of `from`
 * @param encrypt encrypts values for the new file
 */
export async function newSibling(
  from: StackFile,
  stack: string,
  name: string,
  encrypt: (file: StackFile, values: string[]) => Promise<Encrypted>,
): Promise<NewSibling> {
  const sibling = siblingOf(from.text, stack, name);
  const file = { ...from, name: stackFile(name), text: sibling.text };
  const slots = slotsOf(readEnvironmentFile(file));
  const made = await Promise.all(slots.map(makeKey));
  const plain = made.map((key) => key.private);
  const { text, ciphertexts } = await encrypt(file, plain);
  const whole = setKeys(text, newKeys(slots, made, ciphertexts));
  requireOwnSecrets(from, { ...file, text: whole });
  const bootstrap = made[slots.findIndex((slot) => slot.name === "bootstrap")]!.public;
  return { ...sibling, text: whole, bootstrap };
}

/** A secret of the other environment's must not come along, wherever it stands. */
function requireOwnSecrets(from: StackFile, file: StackFile): void {
  const ciphertexts = [...from.text.matchAll(/\bsecure:\s*["']?([^\s"'},]+)/g)];
  const kept = ciphertexts.find(([, ciphertext]) => file.text.includes(ciphertext!));
  if (!kept) return;
  const line = from.text.slice(0, kept.index).split("\n").length;
  throw new UserError(
    `${file.name} can't be made like ${from.name}: the secret in line ${line} would come along. ` +
      "Write that part of the file out, without anchors (`&`) and aliases (`*`), or take it out.",
  );
}
