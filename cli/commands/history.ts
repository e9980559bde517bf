import type { Command } from "commander";
import { countFromOne } from "./numbers.ts";
import { serverExits, serversNote, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  last: number;
}

export function history(program: Command): void {
  subcommand(program, "history <stack> [app]", {
    summary: "show what was done to an environment's apps, newest first",
    examples: ["slipway history production shop --last 5"],
    note: serversNote,
    exits: serverExits,
    json: true,
  })
    .option("--last <n>", "how many entries of each app on each server", countFromOne, 20)
    .action(async (stack: string, app: string | undefined, options: Options) => {
      const { gatherHistory } = await import("../servers/gatherHistory.ts");
      const { renderHistory } = await import("../servers/renderHistory.ts");
      const { print, printJson, say, surfaceOf } = await import("../terminal/output.ts");
      const { exit } = await import("../terminal/exit.ts");
      const { rows, unreachable } = await gatherHistory(options.cwd, stack, app, options.last);
      if (options.json) printJson({ entries: rows, unreachable });
      else print(renderHistory(rows, surfaceOf(process.stdout)));
      for (const { message } of unreachable) say(`slipway: ${message}`);
      process.exitCode = unreachable.length > 0 ? exit.unreachable : exit.done;
    });
}
