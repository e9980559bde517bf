import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { setIn } from "../../settings/write/edit.ts";
import { UserError } from "../terminal/exit.ts";
import { passphrase } from "./passphrase.ts";
import { firstLine, pulumiCommand } from "./pulumiConfig.ts";
import { providerOf } from "./secretsProvider.ts";
import type { StackFile } from "./stackFile.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";

export interface Encrypted {
  /** The stack file's text; a file without secrets gets its salt here. */
  text: string;
  /** In the order of the values. */
  ciphertexts: string[];
}

/** A stack file as Pulumi writes it, as far as it matters here. */
interface Written {
  config?: Record<string, unknown>;
  encryptedkey?: unknown;
}

/**
 * Encrypts values as the stack's secrets provider does. Writes nothing.
 *
 * @param provider of a new file, which does not say it yet
 */
export async function encryptFor(
  folder: string,
  stack: string,
  file: StackFile,
  values: string[],
  provider = providerOf(file.text),
): Promise<Encrypted> {
  if (provider.kind === "pulumi") {
    const command = await pulumiCommand(provider);
    return encryptWithPulumi(folder, stack, file, values, command);
  }
  return encryptWithPassphrase(file, values, passphrase);
}

/** @param passphrase answers with it, or throws a UserError that says why it can't */
export async function encryptWithPassphrase(
  file: StackFile,
  values: string[],
  passphrase: () => string,
): Promise<Encrypted> {
  const { encrypt, PassphraseError } = await import("../../settings/index.ts");
  try {
    const secret = passphrase();
    let { text } = file;
    const ciphertexts: string[] = [];
    for (const value of values) {
      const encrypted = encrypt(text, secret, value);
      text = encrypted.text;
      ciphertexts.push(encrypted.ciphertext);
    }
    return { text, ciphertexts };
  } catch (error) {
    if (!(error instanceof UserError || error instanceof PassphraseError)) throw error;
    const reason = error.message.replace(/\.$/, "");
    throw new UserError(`Nothing can be encrypted into ${file.name}: ${reason}.`);
  }
}

/**
 * Lets Pulumi encrypt into a copy of the stack file and takes the ciphertexts from there, since
 * where Pulumi would put a value is not where settings have it, and its layout is not the team's.
 */
function encryptWithPulumi(
  folder: string,
  stack: string,
  file: StackFile,
  values: string[],
  command: string,
): Promise<Encrypted> {
  return withTemporaryFolder((temporary) => {
    const copy = join(temporary, file.name);
    writeFileSync(copy, file.text, { mode: 0o600 });
    let text = file.text;
    const ciphertexts = values.map((value) => {
      const args = ["config", "set", "--secret", "slipway:new", "--config-file", copy];
      // Pulumi takes one newline off what comes from a pipe: this one.
      const { status, stderr } = spawnSync(command, [...args, "--stack", stack, "--cwd", folder], {
        input: value + "\n",
        encoding: "utf8",
      });
      const written = parse(readFileSync(copy, "utf8")) as Written;
      const { secure } = (written.config?.["slipway:new"] ?? {}) as { secure?: unknown };
      text = withKey(text, written);
      if (status === 0 && typeof secure === "string") return secure;
      throw new UserError(`\`pulumi config set\` could not encrypt: ${firstLine(stderr)}`);
    });
    return Promise.resolve({ text, ciphertexts });
  });
}

/** With the key that Pulumi makes for a file's first secret: without it nobody could decrypt any. */
function withKey(text: string, { encryptedkey: key }: Written): string {
  const known = (parse(text) as Written | null)?.encryptedkey;
  return typeof key !== "string" || key === known ? text : setIn(text, ["encryptedkey"], key);
}
