import type { Command } from "commander";
import { exit } from "../terminal/exit.ts";
import { serverExits, serversNote, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
}

export function status(program: Command): void {
  subcommand(program, "status [stack]", {
    summary: "show what serves: each app of each environment on each server",
    examples: ["slipway status", "slipway status production --json"],
    note: serversNote,
    exits: { ...serverExits, [exit.unhealthy]: "an app is not healthy" },
    json: true,
  }).action(async (stack: string | undefined, options: Options) => {
    const { gatherStatus } = await import("../servers/gatherStatus.ts");
    const { renderStatus } = await import("../servers/renderStatus.ts");
    const { exitCodeOf } = await import("../servers/statusRow.ts");
    const { print, printJson, surfaceOf } = await import("../terminal/output.ts");
    const rows = await gatherStatus(options.cwd, stack);
    if (options.json) printJson({ rows });
    else print(renderStatus(rows, surfaceOf(process.stdout)));
    process.exitCode = exitCodeOf(rows);
  });
}
