import type { Command } from "commander";
import { commonExits, subcommand } from "./subcommand.ts";

export function pipeline(program: Command): void {
  subcommand(program, "pipeline <app>", {
    summary: "print an app's .gitlab-ci.yml, as the settings make it",
    examples: ["slipway pipeline shop", "slipway pipeline shop > ../shop/.gitlab-ci.yml"],
    note:
      "Where `slipway:pipelines` names a project, `slipway up platform` writes the file there and has the\n" +
      "app's project run it. For a team that keeps it in the app's own repository instead, it says on\n" +
      "standard error what that weakens. No secret is opened.",
    exits: commonExits,
  }).action(async (app: string, { cwd }: { cwd: string }) => {
    const { pipelineFile } = await import("../stackFiles/pipelineFile.ts");
    const { say } = await import("../terminal/output.ts");
    const { text, notes } = pipelineFile(cwd, app);
    for (const note of notes) say(note);
    process.stdout.write(text);
  });
}
