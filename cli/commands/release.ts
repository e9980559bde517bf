import type { Command } from "commander";
import { checkout, jobExits, subcommand } from "./subcommand.ts";

export function release(program: Command): void {
  subcommand(program, "release <app>", {
    summary: "in a job: take the built image into the repository that servers trust",
    examples: ["slipway release shop"],
    note:
      "It reads .slipway/inputs.json, and writes .slipway/release.json. Of the job `build` it takes the\n" +
      "digest, which it asks GitLab for with SLIPWAY_READER_TOKEN: that job's artifacts must not be among\n" +
      "its needs. Its account at the registry is SLIPWAY_RELEASE_USER with SLIPWAY_RELEASE_TOKEN. Every\n" +
      "test's job has to be among its needs: it records that they have passed.",
    exits: jobExits,
    json: true,
    cwd: checkout,
  }).action(async (app: string, { cwd, json }: { cwd: string; json?: boolean }) => {
    const { releaseImage } = await import("../loop/release.ts");
    const { printJson } = await import("../terminal/output.ts");
    const file = await releaseImage(cwd, app);
    if (json) printJson(file);
  });
}
