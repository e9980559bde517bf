import type { Command } from "commander";
import type { InitOptions } from "../stackFiles/initAnswers.ts";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options extends InitOptions {
  cwd: string;
  json?: boolean;
}

export function init(program: Command): void {
  subcommand(program, "init", {
    summary: "make a copy of this template your own: your GitLab, your keys, your passphrase",
    examples: [
      "slipway init",
      "slipway init --gitlab https://gitlab.example.com --project acme/shop < passphrase.txt",
      "slipway init --gitlab gitlab.example.com --project acme/web --environments test production",
    ],
    note:
      "On a terminal it asks for what is not said. The passphrase is PULUMI_CONFIG_PASSPHRASE, else it\n" +
      "is asked for, else it comes on standard input. Everything is written at the end, or nothing.",
    exits: {
      ...commonExits,
    },
    json: true,
  })
    .option("--gitlab <address>", "GitLab's address")
    .option("--project <path>", "the app's project there: group/project")
    .option("--app <name>", "the app's name; default: the project's")
    .option(
      "--environments <names...>",
      "in the order of promotion; default: staging uat production",
    )
    .action(async (options: Options) => {
      const { init: run } = await import("../stackFiles/init.ts");
      await run(options.cwd, options);
    });
}
