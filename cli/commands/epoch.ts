import type { Command } from "commander";
import { exit } from "../terminal/exit.ts";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  mergeRequest?: boolean;
}

export function epoch(program: Command): void {
  subcommand(program, "epoch <apps...>", {
    summary: "have apps' images built anew from the same files",
    examples: ["slipway epoch shop", "slipway epoch shop site --merge-request"],
    note:
      "It raises `inputs.epoch` in Pulumi.platform.yaml by one, and changes nothing else. Once that is merged\n" +
      "and `slipway up platform` has run, the app's next pipeline builds and tests, and takes in what the base\n" +
      "image and the packages have become. --merge-request is for a job of the environments' repository, on a\n" +
      "schedule (docs/pipeline.md); its token is SLIPWAY_EPOCH_TOKEN. One that is open is left as it is.",
    exits: {
      ...commonExits,
      [exit.problem]: "the settings are wrong, or GitLab does not take it; nothing was changed",
      [exit.unreachable]: "GitLab can't be reached, or is in trouble; run the job again",
    },
    json: true,
  })
    .option("--merge-request", "propose it on GitLab, and leave the file as it is")
    .action(async (names: string[], { cwd, json, mergeRequest }: Options) => {
      const { raiseEpochs } = await import("../stackFiles/epoch.ts");
      const { print, printJson } = await import("../terminal/output.ts");
      const raised = raiseEpochs(cwd, names);
      const { apps } = raised;
      const words = apps.map(({ app, epoch }) => `${app}: epoch ${epoch}`).join("\n");
      if (mergeRequest) {
        const { proposeEpochs } = await import("../stackFiles/epochMergeRequest.ts");
        const proposed = await proposeEpochs(raised);
        if (json) return printJson({ apps: proposed.made ? apps : [], mergeRequest: proposed });
        const { iid, url, made } = proposed;
        return print(
          made ? `${words}\nProposed: !${iid}, ${url}` : `Open already: !${iid}, ${url}`,
        );
      }
      const { replaceStackFile } = await import("../stackFiles/stackFile.ts");
      replaceStackFile(raised.file, raised.text);
      if (json) return printJson({ apps });
      print(
        `${words} in Pulumi.platform.yaml.\n` +
          "Next: commit it, and once it is merged, npx slipway up platform.",
      );
    });
}
