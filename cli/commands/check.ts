import type { Command } from "commander";
import { exit } from "../terminal/exit.ts";
import { subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  codeQuality?: string;
}

export function check(program: Command): void {
  subcommand(program, "check [stack]", {
    summary: "check the stack files, and say all that is wrong with them at once",
    examples: ["slipway check", "slipway check production --json"],
    exits: { [exit.problem]: "there are problems" },
    json: true,
  })
    .option("--code-quality <file>", "write GitLab's code quality report")
    .action(async (stack: string | undefined, options: Options) => {
      const { runCheck, renderCheck } = await import("../stackFiles/checkStacks.ts");
      const { print, printJson, surfaceOf } = await import("../terminal/output.ts");
      const result = await runCheck(options.cwd, stack);
      if (options.codeQuality !== undefined) {
        const { writeCodeQuality } = await import("../review/reports.ts");
        await writeCodeQuality(options.cwd, options.codeQuality, [
          ...result.problems,
          ...result.warnings,
        ]);
      }
      if (options.json) printJson(result);
      else print(renderCheck(result, surfaceOf(process.stdout)));
      process.exitCode = result.problems.length > 0 ? exit.problem : exit.done;
    });
}
