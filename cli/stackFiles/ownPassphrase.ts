import { examplePassphrase } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import { receiveSecret } from "../terminal/standardInput.ts";
import { passphrase } from "./passphrase.ts";

/**
 * A passphrase of the team's own: the one that Pulumi would find, else one that is typed twice, else
 * standard input.
 */
export async function ownPassphrase(environment = process.env): Promise<string> {
  const { PULUMI_CONFIG_PASSPHRASE: value, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  const isSet = value !== undefined || Boolean(file);
  const own = isSet ? passphrase(environment) : await typed();
  if (own === "") throw new UserError("The passphrase is empty. Nothing was changed.");
  if (own === examplePassphrase) {
    throw new UserError(
      "That is the example's passphrase, which is published. Nothing was changed. " +
        "Choose another: set PULUMI_CONFIG_PASSPHRASE, or unset it to be asked.",
    );
  }
  return own;
}

async function typed(): Promise<string> {
  const { value } = await receiveSecret("A passphrase of your own (not shown): ", {
    keepNewline: false,
  });
  if (!process.stdin.isTTY) return value;
  const again = await receiveSecret("The same once more: ", { keepNewline: false });
  if (again.value === value) return value;
  throw new UserError("The two are not the same. Nothing was changed.");
}
