import type { Command } from "commander";
import { causeOptions, type CauseOptions } from "./cause.ts";
import { seconds } from "./numbers.ts";
import { changeExits, serversNote, subcommand } from "./subcommand.ts";

interface Options extends CauseOptions {
  cwd: string;
  json?: boolean;
  image: string;
  version?: string;
  wait?: number;
}

export function deploy(program: Command): void {
  const command = subcommand(program, "deploy <stack> <app>", {
    summary: "deploy an image to an environment, server after server",
    examples: [
      "slipway deploy staging shop --image registry.example.com/acme/shop@sha256:… --version 2.0.0",
    ],
    note: serversNote,
    exits: changeExits,
    json: true,
  })
    .requiredOption("--image <reference@digest>", "the image, by its digest")
    .option(
      "--version <version>",
      "what the app must report where its health rules ask for it; default: what the image's label " +
        "org.opencontainers.image.version says",
    )
    .option("--wait <seconds>", "how long to wait while something else changes the app", seconds);
  causeOptions(command).action(async (stack: string, app: string, options: Options) => {
    const { imageByDigest } = await import("../servers/image.ts");
    const image = imageByDigest(options.image, "--image");
    const { causeOf } = await import("./cause.ts");
    const { openChange } = await import("../servers/change.ts");
    const { versionOf } = await import("../servers/imageVersion.ts");
    const { rollOut } = await import("../servers/rollOut.ts");
    const { reportChange } = await import("../servers/changeReport.ts");
    const change = await openChange(options.cwd, stack, app, { wait: options.wait });
    const version = options.version ?? (await versionOf(change, image));
    const result = await rollOut(change, {
      image,
      ...(version === undefined ? {} : { version }),
      cause: causeOf(options),
    });
    reportChange(result, options.json === true);
    process.exitCode = result.code;
  });
}
