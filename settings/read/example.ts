import { securePaths } from "../kinds/walk.ts";
import type { StackFiles } from "./files.ts";
import { PassphraseError, passphraseReader } from "./passphrase.ts";
import { readYaml } from "./yaml.ts";

/** The passphrase of the example's stack files, which their comments publish. */
export const examplePassphrase = "slipway-example";

/**
 * The stacks whose secrets are not the example's any more: another passphrase or another provider
 * encrypts them. None of them in a repository that is still the template.
 */
export function ownStacks(files: StackFiles): string[] {
  return [...files.stacks].flatMap(([stack, { text = "" }]) => (isOwn(text) ? [stack] : []));
}

function isOwn(text: string): boolean {
  const top = readYaml("", text).value;
  const keys = typeof top === "object" && top !== null ? Object.keys(top) : [];
  if (keys.includes("secretsprovider") || keys.includes("encryptedkey")) return true;
  if (!keys.includes("encryptionsalt")) return securePaths(top).length > 0;
  try {
    // The salt is asked before any secret is looked at.
    passphraseReader(text, examplePassphrase)([], "");
  } catch (error) {
    return error instanceof PassphraseError && error.reason !== "damaged";
  }
  return false;
}
