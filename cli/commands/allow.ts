import type { Command } from "commander";
import { causeOptions, type CauseOptions } from "./cause.ts";
import { changeExits, serversNote, subcommand } from "./subcommand.ts";

interface Options extends CauseOptions {
  cwd: string;
  json?: boolean;
}

export function allow(program: Command): void {
  const command = subcommand(program, "allow <stack> <app> <image>", {
    summary:
      "let an image in that a rollback left, or that is closed out by what was started by hand",
    examples: [
      "slipway allow production shop registry.example.com/acme/shop@sha256:…",
      "slipway allow production shop sha256:…",
    ],
    note: serversNote,
    exits: changeExits,
    json: true,
  });
  causeOptions(command).action(
    async (stack: string, app: string, reference: string, options: Options) => {
      const { imageOrDigest } = await import("../servers/image.ts");
      const image = imageOrDigest(reference, "The image");
      const { causeOf } = await import("./cause.ts");
      const { openChange } = await import("../servers/change.ts");
      const { ask } = await import("../servers/host.ts");
      const { changeInTurn } = await import("../servers/inTurn.ts");
      const { reportChange } = await import("../servers/changeReport.ts");
      const change = await openChange(options.cwd, stack, app);
      const request = { app, image, cause: causeOf(options) };
      const result = await changeInTurn(change, "allow", (host) => ask(host, "allow", request));
      reportChange(result, options.json === true);
      process.exitCode = result.code;
    },
  );
}
