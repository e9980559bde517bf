import type { Command } from "commander";
import { checkout, jobExits, subcommand } from "./subcommand.ts";

export function record(program: Command): void {
  subcommand(program, "record <environment> <app>", {
    summary: "in a job: write down that an environment has served a release, verified",
    examples: ["slipway record staging shop"],
    note:
      "An environment that comes `after` this one asks for it. Its account is SLIPWAY_RELEASE_USER with\n" +
      "SLIPWAY_RELEASE_TOKEN.",
    exits: jobExits,
    cwd: checkout,
  })
    .option("--release <file>", "what was deployed", ".slipway/release.json")
    .action(async (environment: string, app: string, options: { cwd: string; release: string }) => {
      const { default: path } = await import("node:path");
      const { recordServed } = await import("../loop/recordServed.ts");
      await recordServed(environment, app, path.resolve(options.cwd, options.release));
    });
}
