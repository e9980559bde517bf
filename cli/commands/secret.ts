import type { Command } from "commander";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  keepNewline?: boolean;
}

export function secret(program: Command): void {
  const group = program.command("secret").description("work with the secrets in stack files");
  group.enablePositionalOptions();
  subcommand(group, "set <stack> <app|path> [key]", {
    summary: "encrypt a value from standard input into a stack file",
    examples: [
      "slipway secret set production shop DB_PASSWORD",
      "slipway secret set production shop DB_PASSWORD < password.txt",
      "slipway secret set production shop TLS_KEY --keep-newline < tls.key",
      "slipway secret set production slipway:registry.password",
      "slipway secret set platform gitlab:token",
    ],
    note:
      "A line of an app's .env is named by the app and its key, any other secret by its path in the\n" +
      "stack file, as reports write it. The SSH keys are made by `slipway keys`.",
    exits: commonExits,
  })
    .option("--keep-newline", "keep the newline at the end of what comes through a pipe")
    .action(async (stack: string, appOrPath: string, key: string | undefined, options: Options) => {
      const { setSecretOf } = await import("../stackFiles/secretSet.ts");
      await setSecretOf(options.cwd, { stack, appOrPath, key }, options.keepNewline === true);
    });
}
