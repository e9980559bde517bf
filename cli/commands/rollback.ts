import type { Command } from "commander";
import { causeOptions, type CauseOptions } from "./cause.ts";
import { countFromOne, seconds } from "./numbers.ts";
import { changeExits, serversNote, subcommand } from "./subcommand.ts";

interface Options extends CauseOptions {
  cwd: string;
  json?: boolean;
  to?: number;
  server?: string;
  wait?: number;
}

export function rollback(program: Command): void {
  const command = subcommand(program, "rollback <stack> <app>", {
    summary: "go back to an earlier release, and refuse the image that is left",
    examples: ["slipway rollback production shop", "slipway rollback production shop --to 41"],
    note: serversNote,
    exits: changeExits,
    json: true,
  })
    .option("--to <release>", "the release's number; default: the last good one", countFromOne)
    .option("--server <name>", "on this server only; default: on all of the app's")
    .option("--wait <seconds>", "how long to wait while something else changes the app", seconds);
  causeOptions(command).action(async (stack: string, app: string, options: Options) => {
    const { causeOf } = await import("./cause.ts");
    const { UserError } = await import("../terminal/exit.ts");
    const { openChange } = await import("../servers/change.ts");
    const { ask } = await import("../servers/host.ts");
    const { ChangeJournal } = await import("../loop/changeFile.ts");
    const { changeInTurn } = await import("../servers/inTurn.ts");
    const { reportChange } = await import("../servers/changeReport.ts");
    const { to, wait, server: only } = options;
    const journal = new ChangeJournal(options.cwd, { environment: stack, app, action: "rollback" });
    const result = await journal.during(async () => {
      const change = await openChange(options.cwd, stack, app, { wait, only });
      if (to !== undefined && change.hosts.length > 1) {
        throw new UserError(
          `Releases are numbered on each server for itself, and \`${app}\` runs on ${change.hosts.map(({ server }) => server.name).join(", ")}. ` +
            "Say which one with --server, or leave --to out to go back to the last good release on all.",
        );
      }
      const target = to === undefined ? {} : { to };
      const request = { ...change.request, ...target, cause: causeOf(options) };
      return changeInTurn(change, "rollback", (host) => ask(host, "rollback", request));
    });
    reportChange(result, options.json === true);
    process.exitCode = result.code;
  });
}
