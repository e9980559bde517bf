import type { Command } from "commander";
import { checkout, jobExits, subcommand } from "./subcommand.ts";

export function build(program: Command): void {
  subcommand(program, "build", {
    summary: "in a job: build what `slipway inputs` has named, if it is not there",
    examples: ["slipway build"],
    note:
      "It reads .slipway/inputs.json and writes .slipway/build.json. What is built is the files as git has\n" +
      "them. The image goes to <project>/incoming with the job's own account; the builder is rootless\n" +
      "BuildKit (rootlesskit, buildkitd, buildctl and runc on the PATH), or Docker where settings say so.",
    exits: jobExits,
    json: true,
    cwd: checkout,
  }).action(async ({ cwd, json }: { cwd: string; json?: boolean }) => {
    const { buildImage } = await import("../loop/build.ts");
    const { printJson } = await import("../terminal/output.ts");
    const file = await buildImage(cwd);
    if (json) printJson(file);
  });
}
