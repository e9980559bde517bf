import type { Command } from "commander";
import { checkout, jobExits, subcommand } from "./subcommand.ts";

export function release(program: Command): void {
  subcommand(program, "release <app>", {
    summary: "in a job: take the built image into the repository that servers trust",
    examples: ["slipway release shop"],
    note:
      "It reads .slipway/inputs.json and .slipway/build.json, and writes .slipway/release.json. Its account\n" +
      "is SLIPWAY_RELEASE_USER with SLIPWAY_RELEASE_TOKEN. Every test's job has to be among its needs: it\n" +
      "records that they have passed.",
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
