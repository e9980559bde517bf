import type { Command } from "commander";
import { exitCode } from "../../host/protocol.ts";
import { exit } from "../terminal/exit.ts";
import { causeOptions, type CauseOptions } from "./cause.ts";
import { serverExits, subcommand } from "./subcommand.ts";

interface Options extends CauseOptions {
  cwd: string;
  json?: boolean;
  yes?: boolean;
}

const exits = {
  ...serverExits,
  [exit.problem]:
    "the command line or a stack file is wrong, or settings still have it; nothing was changed",
  [exitCode.busy]: "something else was changing the app, and did not end in time",
  [exitCode.badRequest]: "keys for the app are still bound on a server: `up` takes them away",
  [exitCode.notReady]: "Docker has not ended the containers; what is there stays",
} as const;

/** `slipway app remove` */
export function app(program: Command): void {
  const group = program.command("app").description("let an app go from servers");
  group.enablePositionalOptions();
  const command = subcommand(group, "remove <environment> <app> [server]", {
    summary: "end an app's containers where settings do not have it any more; data stay",
    examples: ["slipway app remove production shop", "slipway app remove production shop prod-2"],
    exits,
    json: true,
  }).option("-y, --yes", "do it without asking");
  causeOptions(command).action(
    async (environment: string, name: string, server: string | undefined, options: Options) => {
      const { causeOf } = await import("./cause.ts");
      const { removeApp } = await import("../servers/letGo.ts");
      const asked = { ...options, cause: causeOf(options) };
      process.exitCode = await removeApp(environment, name, server, asked);
    },
  );
}

/** `slipway server remove` */
export function server(program: Command): void {
  const group = program.command("server").description("let a server go from an environment");
  group.enablePositionalOptions();
  const command = subcommand(group, "remove <environment> <server>", {
    summary: "end an environment's containers on a server and take its keys away; data stay",
    examples: ["slipway server remove production prod-2"],
    exits,
    json: true,
  })
    .option("-y, --yes", "do it without asking")
    .option("--with-apps", "also where settings still put apps there, as after `slipway destroy`");
  causeOptions(command).action(
    async (environment: string, name: string, options: Options & { withApps?: boolean }) => {
      const { causeOf } = await import("./cause.ts");
      const { removeServer } = await import("../servers/letGo.ts");
      const asked = { ...options, cause: causeOf(options) };
      process.exitCode = await removeServer(environment, name, asked);
    },
  );
}
