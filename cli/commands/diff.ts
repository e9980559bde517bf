import type { Command } from "commander";
import { exit } from "../terminal/exit.ts";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  markdown?: boolean;
  exitCode?: boolean;
}

export function diff(program: Command): void {
  subcommand(program, "diff [from] [to]", {
    summary: "say what differs between two commits or folders, without opening a secret",
    examples: [
      "slipway diff",
      "slipway diff origin/main HEAD",
      "slipway diff origin/main HEAD --markdown",
    ],
    note:
      "From the last commit to the working folder, where nothing else is said. Both are read as data: none of\n" +
      "their code is run. Who has the repository needs no passphrase; a secret is told as replaced.",
    exits: {
      ...commonExits,
      [exit.problem]: "the command line is wrong, or what is compared with the former has problems",
      [exit.differs]: "with --exit-code: something differs",
    },
    json: true,
  })
    .option("--markdown", "print Markdown, for a note of a merge request")
    .option("--exit-code", `exit with ${exit.differs} where something differs`)
    .action(async (from: string | undefined, to: string | undefined, options: Options) => {
      const { renderDiff, runDiff } = await import("../review/diff.ts");
      const { isSame } = await import("../../review/difference.ts");
      const { forMachines } = await import("../../review/json.ts");
      const { markdown } = await import("../../review/markdown.ts");
      const { print, printJson, surfaceOf } = await import("../terminal/output.ts");
      const difference = await runDiff(options.cwd, from, to);
      if (options.json) printJson(forMachines(difference));
      else if (options.markdown) process.stdout.write(markdown(difference));
      else print(renderDiff(difference, surfaceOf(process.stdout)));
      const differs = options.exitCode && !isSame(difference) ? exit.differs : exit.done;
      process.exitCode = difference.problems.length > 0 ? exit.problem : differs;
    });
}
