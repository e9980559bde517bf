import type { Command } from "commander";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  branch?: string;
}

export function notify(program: Command): void {
  subcommand(program, "notify <environment> <app>", {
    summary: "in a job: tell the team what the job did to an environment",
    examples: ["slipway notify production shop"],
    note:
      "It belongs into the after_script of a job that ran `slipway deploy` or `rollback`, and reads what they\n" +
      "have left in .slipway/change.json. Slack is told where SLIPWAY_SLACK_WEBHOOK is set, Telegram where\n" +
      "SLIPWAY_TELEGRAM_TOKEN and SLIPWAY_TELEGRAM_CHAT are; SLIPWAY_TELEGRAM_API may name a stand-in for it at\n" +
      "a loopback address. What can't be told is a warning.",
    exits: commonExits,
    cwd: "the job's folder",
  })
    .option("--branch <branch>", "the environment's own, where another one's commits come too")
    .action(async (environment: string, app: string, options: Options) => {
      const { notify: tell } = await import("../loop/notify.ts");
      await tell(options.cwd, environment, app, options.branch);
    });
}
