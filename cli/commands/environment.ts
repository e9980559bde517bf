import { type Command, Option } from "commander";
import type { EnvironmentOptions } from "../stackFiles/environmentChoices.ts";
import { commonExits, subcommand } from "./subcommand.ts";

export function environment(program: Command): void {
  const group = program.command("environment").description("add environments");
  group.enablePositionalOptions();
  subcommand(group, "add <name>", {
    summary: "add an environment: its line to the platform, and a stack file like another's",
    examples: [
      "slipway environment add qa --like staging",
      "slipway environment add uat --after staging --branch main --deploy manual",
    ],
    exits: commonExits,
    json: true,
  })
    .option("--like <environment>", "whose file it is made like; default: --after's, or the first")
    .option("--after <environment>", "where an image has to serve first; default: as the other")
    .option("--branch <branch>", "whose pipelines deploy there; default: as the other")
    .addOption(
      new Option("--deploy <how>", "default: as the other").choices(["automatic", "manual"]),
    )
    .action(async (name: string, options: EnvironmentOptions & { cwd: string; json?: boolean }) => {
      const { addEnvironmentTo } = await import("../stackFiles/environmentAdd.ts");
      await addEnvironmentTo(options.cwd, name, options);
    });
}
