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
  yes?: boolean;
}

export function restore(program: Command): void {
  const command = subcommand(program, "restore <stack> <app> [backup]", {
    summary: "put a backup in the place of an app's data; without a name, list what there is",
    examples: [
      "slipway restore production shop",
      "slipway restore production shop 20261125T164900Z-release-41.dump",
    ],
    note:
      "The app stands still meanwhile. What is there is backed up first, and comes back where the app does not\n" +
      "serve with the other. It is for the release that serves: go back to another one before.\n" +
      serversNote,
    exits: {
      ...changeExits,
      [exitCode.putBack]: "it could not be restored; the data of before are there again",
      [exitCode.putBackFailed]: "that failed, and so did putting back: look at the server",
      [exitCode.refused]: "what runs was started by hand: deploy it or go back first",
      [exitCode.badRequest]: "there is no such backup, or settings say no `backup.restore`",
      [exitCode.notReady]: "the database does not run, or the server lacks something",
    },
    json: true,
  })
    .option("--server <name>", "on this server; needed where the app runs on several")
    .option("--wait <seconds>", "how long to wait while something else changes the app", seconds)
    .option("-y, --yes", "do it without asking");
  causeOptions(command).action(
    async (stack: string, app: string, backup: string | undefined, options: Options) => {
      const { openChange } = await import("../servers/change.ts");
      const { keptBackups } = await import("../servers/backups.ts");
      const { wait, server: only } = options;
      const change = await openChange(options.cwd, stack, app, { wait, only });
      const kept = await keptBackups(change);
      if (backup === undefined) {
        const { renderBackups } = await import("../servers/backups.ts");
        const { print, printJson, surfaceOf } = await import("../terminal/output.ts");
        if (options.json) printJson({ backups: kept.backups });
        else print(renderBackups(kept, surfaceOf(process.stdout)));
        return;
      }
      const { restoreBackup } = await import("../servers/restoreBackup.ts");
      process.exitCode = await restoreBackup(change, kept, backup, options);
    },
  );
}
