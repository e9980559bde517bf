import type { Command } from "commander";
import { exitCode } from "../../host/protocol.ts";
import { causeOptions, type CauseOptions } from "./cause.ts";
import { seconds } from "./numbers.ts";
import { changeExits, serversNote, subcommand } from "./subcommand.ts";

interface Options extends CauseOptions {
  cwd: string;
  json?: boolean;
  server?: string;
  wait?: number;
}

export function restart(program: Command): void {
  const command = subcommand(program, "restart <stack> <app> [service...]", {
    summary: "start an app's containers again as they are, server after server",
    examples: ["slipway restart production shop", "slipway restart production shop web"],
    note:
      `${serversNote}\n` +
      "Image and configuration stay, and so does what is done: a migration runs again only if it is named.\n" +
      "It stops at the first server where the app does not serve then.",
    exits: {
      ...changeExits,
      [exitCode.putBack]: undefined,
      [exitCode.putBackFailed]: "it does not serve after its restart; nothing is put back",
      [exitCode.refused]: undefined,
      [exitCode.badRequest]: "nothing is deployed there, or there is no such service",
    },
    json: true,
  })
    .option("--server <name>", "on this server only; default: on all of the app's")
    .option("--wait <seconds>", "how long to wait while something else changes the app", seconds);
  causeOptions(command).action(
    async (stack: string, app: string, services: string[], options: Options) => {
      const { causeOf } = await import("./cause.ts");
      const { openChange } = await import("../servers/change.ts");
      const { ask } = await import("../servers/host.ts");
      const { changeInTurn } = await import("../servers/inTurn.ts");
      const { reportChange } = await import("../servers/changeReport.ts");
      const { wait, server: only } = options;
      const change = await openChange(options.cwd, stack, app, { wait, only });
      const request = {
        ...{ app, cause: causeOf(options) },
        ...(services.length > 0 ? { services } : {}),
        ...(wait === undefined ? {} : { wait }),
      };
      const result = await changeInTurn(change, "restart", (host) => ask(host, "restart", request));
      reportChange(result, options.json === true);
      process.exitCode = result.code;
    },
  );
}
