import type { Command } from "commander";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  rotate?: boolean;
  only?: string[];
}

export function keys(program: Command): void {
  subcommand(program, "keys <stack>", {
    summary: "make an environment's SSH keys, those that are missing",
    examples: ["slipway keys production", "slipway keys production --rotate --only shop"],
    exits: commonExits,
    json: true,
  })
    .option("--rotate", "make new ones for those that are there, too")
    .option(
      "--only <names...>",
      "only these: bootstrap, configurator, observer, fingerprint, or an app for its deployer's",
    )
    .action(async (stack: string, options: Options) => {
      const { makeKeys } = await import("../stackFiles/keysMake.ts");
      await makeKeys(options.cwd, stack, options);
    });
}
