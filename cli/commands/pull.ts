import type { Command } from "commander";
import { exitCode } from "../../host/protocol.ts";
import { changeExits, subcommand } from "./subcommand.ts";

export function pull(program: Command): void {
  subcommand(program, "pull <environment> <app>", {
    summary: "in a job: have a release on the servers before it is deployed",
    examples: ["slipway pull production shop --release .slipway/release.json"],
    note:
      "The servers come from SLIPWAY_SERVERS and SLIPWAY_KNOWN_HOSTS, with the key SLIPWAY_PULLER_KEY, which\n" +
      "may do no more than this; else from the stack file, with the deployer's.",
    exits: {
      ...changeExits,
      [exitCode.putBack]: "a server could not pull it; nothing changed there",
    },
    json: true,
  })
    .option("--release <file>", "what `slipway release` has written", ".slipway/release.json")
    .action(
      async (
        environment: string,
        app: string,
        options: { cwd: string; json?: boolean; release: string },
      ) => {
        const { pullRelease } = await import("../loop/pull.ts");
        const { reportChange } = await import("../servers/changeReport.ts");
        const result = await pullRelease(options.cwd, environment, app, options.release);
        reportChange(result, options.json === true);
        process.exitCode = result.code;
      },
    );
}
