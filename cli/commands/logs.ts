import { type Command, InvalidArgumentError } from "commander";
import { exitCode } from "../../host/protocol.ts";
import { days, seconds } from "../../settings/kinds/times.ts";
import { countFromOne } from "./numbers.ts";
import { serverExits, serversNote, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  since?: number;
  last?: number;
  service?: string;
  server?: string;
  follow?: boolean;
}

export function logs(program: Command): void {
  subcommand(program, "logs <stack> <app>", {
    summary: "show what an app's containers say, secrets taken out",
    examples: [
      "slipway logs production shop --since 10m",
      "slipway logs production shop --service web --follow",
    ],
    note:
      `${serversNote}\n` +
      "Lines of all servers stand in the order of time; followed ones come as they are said. With --json\n" +
      "each is a line of JSON.",
    exits: {
      ...serverExits,
      [exitCode.busy]: "too many are reading this app's logs already",
      [exitCode.badRequest]: "there is no such service, or slipway-host does not know of logs yet",
      [exitCode.notReady]: "Docker does not give the logs, or which secrets to hide is not known",
    },
    json: true,
  })
    .option("--since <time>", "not what is older, as in 90s, 10m, 2h or 7d", ago)
    .option(
      "--last <n>",
      "the newest lines of each container; default: 100, with --since as many as one call gives",
      countFromOne,
    )
    .option("--service <name>", "of this service of the compose file only; default: of all")
    .option("--server <name>", "on this server only; default: on all of the app's")
    .option("--follow", "go on with what they say from now on, for an hour at most; Ctrl-C ends it")
    .action(async (stack: string, app: string, options: Options) => {
      const { showLogs } = await import("../servers/showLogs.ts");
      process.exitCode = await showLogs(options.cwd, stack, app, options);
    });
}

function ago(text: string): number {
  const inDays = days(text);
  const time = inDays === undefined ? seconds(text) : inDays * 86_400;
  if (time !== undefined) return time;
  throw new InvalidArgumentError(
    "It must be a whole number with `s`, `m`, `h`, `d` or `w`, such as `10m`.",
  );
}
