import type { Command } from "commander";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  keepNewline?: boolean;
}

export function secret(program: Command): void {
  const group = program.command("secret").description("work with the secrets in stack files");
  group.enablePositionalOptions();
  subcommand(group, "set <stack> <app> <key>", {
    summary: "encrypt a value from standard input into a stack file",
    examples: [
      "slipway secret set production shop DB_PASSWORD",
      "slipway secret set production shop DB_PASSWORD < password.txt",
      "slipway secret set production shop TLS_KEY --keep-newline < tls.key",
    ],
    exits: commonExits,
  })
    .option("--keep-newline", "keep the newline at the end of what comes through a pipe")
    .action(async (stack: string, app: string, key: string, options: Options) => {
      const { setSecretOf } = await import("../stackFiles/secretSet.ts");
      await setSecretOf(options.cwd, { stack, app, key }, options.keepNewline === true);
    });
}
