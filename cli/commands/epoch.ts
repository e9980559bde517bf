import type { Command } from "commander";
import { commonExits, subcommand } from "./subcommand.ts";

export function epoch(program: Command): void {
  subcommand(program, "epoch <app>", {
    summary: "have an app's image built anew from the same files",
    examples: ["slipway epoch shop"],
    note:
      "It raises `inputs.epoch` in Pulumi.platform.yaml by one, and changes nothing else. Once that is merged\n" +
      "and `slipway up platform` has run, the app's next pipeline builds and tests, and takes in what the base\n" +
      "image and the packages have become. docs/pipeline.md has a schedule that proposes it by a merge request.",
    exits: commonExits,
    json: true,
  }).action(async (app: string, { cwd, json }: { cwd: string; json?: boolean }) => {
    const { raiseEpoch } = await import("../stackFiles/epoch.ts");
    const { print, printJson } = await import("../terminal/output.ts");
    const raised = raiseEpoch(cwd, app);
    if (json) printJson(raised);
    else {
      print(
        `${app}: epoch ${raised.epoch} in Pulumi.platform.yaml.\n` +
          "Next: commit it, and once it is merged, npx slipway up platform.",
      );
    }
  });
}
